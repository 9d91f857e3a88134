//! `grantor client proposals|promote|decline`: what accounts would like to be there for everyone, and the answer.

use std::net::{SocketAddr, TcpStream};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::installation::{Installation, exchange};

const URI: &str = "https://app.example.com/callback";

/// An account with an admin and two clients of hers.
fn installed() -> Installation {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--oauth-access", "on", "--external-id", "7"]);
    here.json(&["user", "create", "acme", "ada@example.com", "--role", "admin"]);
    here.json(&["client", "create", "acme", "invoice_sync", "--name", "Invoice Sync", "--redirect-uri", URI]);
    here
}

/// What an account answers to a client.
fn ask(server: SocketAddr, request: &str, authorization: &str, form: &str) -> (String, Value) {
    let about = format!("Authorization: {authorization}\r\nContent-Length: {}\r\nConnection: close", form.len());
    let kind = if form.is_empty() { "" } else { "Content-Type: application/x-www-form-urlencoded\r\n" };
    let request = format!("{request} HTTP/1.1\r\nHost: acme.localhost:8080\r\n{kind}{about}\r\n\r\n{form}");
    let (head, body) = exchange(TcpStream::connect(server).unwrap(), &request);
    (head, serde_json::from_str(&body).unwrap_or(Value::Null))
}

/// Ada's own program, which may change clients.
fn token(here: &Installation, server: SocketAddr) -> String {
    let made = here.json(&["client", "create", "acme", "machine", "--service-account", "ada@example.com"]);
    let basic = format!("Basic {}", STANDARD.encode(format!("machine:{}", made["secret"].as_str().unwrap())));
    let form = "grant_type=client_credentials&scope=credentials:write";
    let (_, answer) = ask(server, "POST /oauth/tokens", &basic, form);
    format!("Bearer {}", answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")))
}

/// What an operator is shown who looks at a client of the account.
fn looked(here: &Installation, identifier: &str) -> String {
    here.json(&["client", "show", "acme", identifier])["revision"].as_str().unwrap().to_owned()
}

#[test]
fn a_proposal_is_listed_declined_with_a_reason_and_accepted() {
    let here = installed();
    let server = here.serve();
    let said = here.run(&["client", "proposals"]).stdout;
    assert_eq!(String::from_utf8(said).unwrap(), "No proposals wait.\n");
    let bearer = token(&here, server.address);
    let id = here.json(&["client", "show", "acme", "invoice_sync"])["id"].clone();
    let propose = || ask(server.address, &format!("POST /api/v2/oauth/clients/{id}/proposal"), &bearer, "");
    assert!(propose().0.starts_with("HTTP/1.1 201"));
    let listed = here.json(&["client", "proposals"]);
    let waits = &listed["proposals"][0];
    let told = ["identifier", "name", "kind"].map(|name| waits[name].as_str().unwrap());
    assert_eq!(told, ["invoice_sync", "Invoice Sync", "confidential"]);
    let ada = here.json(&["client", "show", "acme", "machine"])["service_account"].clone();
    assert_eq!(ada["email"], "ada@example.com");
    assert_eq!((&waits["tenant"], &waits["proposed_by"]), (&json!({ "subdomain": "acme", "external_id": "7" }), &ada));
    assert_eq!((listed["proposals"].as_array().unwrap().len(), &listed["next"]), (1, &Value::Null));
    let shown = here.json(&["client", "show", "acme", "invoice_sync"]);
    let promoted = [
        "identifier",
        "name",
        "company",
        "description",
        "logo",
        "kind",
        "active",
        "redirect_uris",
        "allowed_scopes",
        "access_token_lifetime",
        "refresh_token_lifetime",
        "sends_issuer",
        "revision",
    ];
    for field in promoted {
        assert_eq!((waits.get(field), field), (shown.get(field), field), "all that would be promoted");
        assert!(waits.get(field).is_some(), "{field}");
    }
    let read = String::from_utf8(here.run(&["client", "proposals"]).stdout).unwrap();
    for words in [URI, "Invoice Sync", "ada@example.com", waits["revision"].as_str().unwrap()] {
        assert!(read.contains(words), "{words}: {read}");
    }

    assert_eq!(
        here.run(&["client", "decline", "acme", "invoice_sync"]).status.code(),
        Some(2),
        "a reason is asked for"
    );
    let declined = here.json(&["client", "decline", "acme", "invoice_sync", "--reason", "Say what it does."]);
    assert_eq!((&declined["state"], &declined["reason"]), (&json!("declined"), &json!("Say what it does.")));
    let (_, shown) = ask(server.address, &format!("GET /api/v2/oauth/clients/{id}"), &bearer, "");
    assert_eq!(shown["error"], "Forbidden", "reading wants a scope of its own");
    assert_eq!(here.json(&["client", "show", "acme", "invoice_sync"])["proposal"], declined);
    assert_eq!(here.json(&["client", "proposals"])["proposals"], json!([]));

    assert!(propose().0.starts_with("HTTP/1.1 201"), "mended, it is proposed again");
    let seen = here.json(&["client", "proposals"])["proposals"][0]["revision"].as_str().unwrap().to_owned();
    let unseen = here.refusal(&["client", "promote", "acme", "invoice_sync"]);
    assert!(unseen["hint"].as_str().unwrap().contains(&format!("--revision {seen}")), "{unseen}");
    let promoted = here.json(&["client", "promote", "acme", "invoice_sync", "--revision", &seen]);
    assert_eq!((&promoted["global"], &promoted["identifier"]), (&json!(true), &json!("zdg-invoice_sync")));
    assert_eq!(here.json(&["client", "proposals"])["proposals"], json!([]));
    let global = here.refusal(&["client", "promote", "@platform", "zdg-invoice_sync"]);
    assert_eq!((global["message"].as_str().unwrap().contains("already"), global.get("hint")), (true, None), "{global}");
    let shown = here.json(&["client", "show", "acme", "invoice_sync"]);
    assert_eq!(shown["proposal"]["global_client"], json!({ "id": promoted["id"], "identifier": "zdg-invoice_sync" }));
    assert_eq!(shown["redirect_uris"], promoted["redirect_uris"]);
    assert_eq!(here.json(&["client", "list", "@platform"])["clients"][0]["identifier"], "zdg-invoice_sync");
}

#[test]
fn a_client_is_promoted_unasked_and_its_secret_is_shown_once() {
    let here = installed();
    let seen = looked(&here, "invoice_sync");
    let promote = |more: &[&'static str]| {
        [&["client", "promote", "acme", "invoice_sync", "--revision", &seen][..], more].concat()
    };
    let unsaid = here.refusal(&promote(&["--as", "zdg-sync"]));
    assert_eq!(unsaid["problems"][0]["field"], "unasked", "{unsaid}");
    let first = here.json(&promote(&["--as", "zdg-sync", "--unasked"]));
    assert!(first["secret"].as_str().unwrap().starts_with("grantors_"));
    let again = here.json(&promote(&[]));
    assert_eq!((&again["id"], again.get("secret")), (&first["id"], None));
    let other = here.refusal(&promote(&["--as", "zdg-other"]));
    assert_eq!(other["problems"][0]["field"], "identifier");
    assert_eq!(here.json(&["audit", "list"])["events"][0]["details"]["promoted_from"]["client"], "invoice_sync");
}

#[test]
fn what_cannot_be_decided_says_why_and_what_to_type() {
    let here = installed();
    let nothing = here.refusal(&["client", "decline", "acme", "invoice_sync", "--reason", "No."]);
    assert_eq!((&nothing["error"], &nothing["message"]), (&json!("unknown"), &json!("There is no such proposal.")));
    assert!(nothing["hint"].as_str().unwrap().contains("grantor client proposals"));
    here.json(&["client", "create", "@platform", "zdg-hub"]);
    assert_eq!(here.json(&["client", "show", "@platform", "zdg-hub"])["revision"], Value::Null);
    let global = here.refusal(&["client", "promote", "@platform", "zdg-hub", "--revision", "x"]);
    assert!(global["problems"][0]["message"].as_str().unwrap().contains("for every account already"), "{global}");
    assert_eq!(here.refusal(&["client", "promote", "acme", "nothing", "--revision", "x"])["error"], "unknown");
    here.json(&["client", "set", "acme", "invoice_sync", "--active", "off"]);
    let seen = looked(&here, "invoice_sync");
    let off = here.refusal(&["client", "promote", "acme", "invoice_sync", "--unasked", "--revision", &seen]);
    assert!(off["problems"][0]["message"].as_str().unwrap().contains("reactivate it first"), "{off}");
}

#[test]
fn what_an_account_swaps_behind_the_operator_is_not_promoted() {
    let here = installed();
    let server = here.serve();
    let bearer = token(&here, server.address);
    let id = here.json(&["client", "show", "acme", "invoice_sync"])["id"].clone();
    let proposal = |method: &str| {
        let (head, _) = ask(server.address, &format!("{method} /api/v2/oauth/clients/{id}/proposal"), &bearer, "");
        assert!(head.starts_with("HTTP/1.1 20"), "{head}");
    };
    let promote = |seen: &str| {
        let refused = here.refusal(&["client", "promote", "acme", "invoice_sync", "--unasked", "--revision", seen]);
        let problem = json!({ "field": "revision", "error": "InvalidValue", "message": "is not what you were shown: look again" });
        assert_eq!(refused["problems"], json!([problem]));
    };
    let missing = here.refusal(&["client", "promote", "acme", "invoice_sync", "--unasked"]);
    assert_eq!(missing["error"], "revision_missing", "what was looked at has to be said");
    proposal("POST");
    let seen = looked(&here, "invoice_sync");
    here.json(&["client", "set", "acme", "invoice_sync", "--redirect-uri", "https://elsewhere.example/cb"]);
    promote(&seen);
    proposal("DELETE");
    promote(&seen);
    proposal("POST");
    promote(&seen);
    let seen = looked(&here, "invoice_sync");
    let told = here.run(&["client", "promote", "acme", "invoice_sync", "--revision", &seen]).stdout;
    let told = String::from_utf8(told).unwrap();
    for words in ["zdg-invoice_sync", "Invoice Sync", "https://elsewhere.example/cb", "allowed_scopes"] {
        assert!(told.contains(words), "{words}: {told}");
    }
}
