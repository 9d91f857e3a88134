//! The chapter *Moving an account off API tokens*, from the first token to the last.

use std::net::TcpStream;

use serde_json::{Value, json};

use super::scene::basic;
use crate::operators::installation::{Installation, Serving, exchange};

const BOT: &str = "bot@example.com";

/// A request at the account: status and body.
fn send(server: &Serving, line: &str, headers: &[(&str, &str)], body: &str) -> (u16, Value) {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    );
    let (head, body) = exchange(TcpStream::connect(server.address).unwrap(), &request);
    (head[9..12].parse().unwrap(), serde_json::from_str(&body).unwrap_or_default())
}

fn me(server: &Serving, authorization: &str) -> u16 {
    send(server, "GET /api/v2/users/me", &[("Authorization", authorization)], "").0
}

#[test]
fn an_account_is_moved_off_its_api_tokens_as_the_chapter_says() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--api-token-access", "on", "--oauth-access", "on"]);
    here.json(&["user", "create", "acme", BOT, "--role", "agent", "--verified", "on"]);
    let token = here.json(&["api-token", "create", "acme", "--description", "nightly export"]);
    let id = token["id"].to_string();
    let old = basic(&format!("{BOT}/token"), token["secret"].as_str().unwrap());
    let server = here.serve();
    assert_eq!(me(&server, &old), 200);

    // 1. See who uses what. 2. Hold each token to what it is used for.
    let used = here.json(&["api-token", "usage", "acme"]);
    assert_eq!((&used["usage"][0]["calls"], &used["usage"][0]["shared"]), (&json!(1), &json!(false)));
    assert_eq!(here.json(&["api-token", "usage", "acme", &id])["usage"]["users"][0]["user"]["email"], BOT);
    here.json(&[
        "api-token",
        "set",
        "acme",
        &id,
        "--user",
        BOT,
        "--scopes",
        "users:read",
        "--allowed-ip",
        "127.0.0.0/8",
    ]);
    assert_eq!(me(&server, &old), 200);

    // 3. The script takes what replaces its token: all of it once, for a token that is held to addresses by an operator.
    let replace = ["api-token", "replace", "acme", &id, "--user", BOT];
    let made = here.json(&replace);
    assert_eq!(me(&server, &format!("Bearer {}", made["access_token"].as_str().unwrap())), 200);
    let proof = basic(made["client_id"].as_str().unwrap(), made["client_secret"].as_str().unwrap());
    let form = [("Authorization", proof.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let (status, granted) = send(&server, "POST /oauth/tokens", &form, "grant_type=client_credentials");
    assert_eq!((status, &granted["scope"]), (200, &json!("users:read")), "{granted}");
    assert_eq!(me(&server, &format!("Bearer {}", granted["access_token"].as_str().unwrap())), 200);
    let own = here.json(&["api-token", "create", "acme", "--description", "script", "--scopes", "users:read"]);
    let held = basic(&format!("{BOT}/token"), own["secret"].as_str().unwrap());
    let alone = [("Authorization", held.as_str()), ("Content-Type", "application/json")];
    let (status, taken) = send(&server, "POST /api/v2/api_tokens/current/replacement", &alone, "{}");
    assert_eq!((status, &taken["replacement"]["token"]["scopes"]), (201, &json!(["users:read"])), "{taken}");
    assert!(taken["replacement"]["client"]["secret"].is_string());

    // 4. Try without, and look who still calls.
    here.json(&["api-token", "deactivate", "acme", &id]);
    assert_eq!(me(&server, &old), 401);
    let still = here.json(&["api-token", "usage", "acme", &id]);
    assert_eq!(still["usage"]["refusals"][0]["path"], "/api/v2/users/me");

    // 5. What can go? The one that nobody has called with since its script has moved. Decide the rest.
    assert_eq!(me(&server, &format!("Bearer {}", granted["access_token"].as_str().unwrap())), 200);
    let ready = here.json(&["api-token", "ready", "acme"])["ready"].clone();
    assert_eq!((ready[0]["description"].as_str(), ready[0]["ready"].as_str()), (Some("script"), Some("moved")));
    let own = own["id"].to_string();
    here.json(&["api-token", "deactivate", "acme", &own]);
    here.json(&["api-token", "delete", "acme", &own]);
    // 6. What nobody calls any more goes.
    let policy = r#"api_token_sunset={"idle_days":30,"delete_after_days":60,"no_new_from":"2020-01-01T00:00:00Z"}"#;
    here.json(&["tenant", "set", "acme", "--setting", policy]);
    assert_eq!(here.json(&["api-token", "sunset", "acme"])["steps"][0]["kind"], "delete");
    assert!(
        here.refusal(&["api-token", "create", "acme"])["problems"][0]["message"].as_str().unwrap().contains("OAuth")
    );
    here.json(&["api-token", "delete", "acme", &id]);
    assert_eq!(here.json(&["api-token", "list", "acme"])["api_tokens"], json!([]));
    here.json(&["tenant", "set", "acme", "--api-token-access", "off"]);
}

#[test]
fn an_operator_replaces_no_token_that_does_not_work_or_by_more_than_it_is_worth() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--api-token-access", "on", "--oauth-access", "on"]);
    for who in [BOT, "eve@example.com"] {
        here.json(&["user", "create", "acme", who, "--role", "agent", "--verified", "on"]);
    }
    let token = || here.json(&["api-token", "create", "acme"])["id"].to_string();
    let (stopped, bound, held) = (token(), token(), token());
    here.json(&["api-token", "deactivate", "acme", &stopped]);
    here.json(&["api-token", "set", "acme", &bound, "--user", BOT]);
    here.json(&["api-token", "set", "acme", &held, "--scopes", "users:read"]);
    let _server = here.serve();
    for (id, who, scopes, refused) in [
        (&stopped, BOT, "users:read", Some(("base", "does not work"))),
        (&bound, "eve@example.com", "users:read", Some(("user", "another user"))),
        (&held, BOT, "users:write", Some(("scopes", "nothing made of it may more"))),
        (&held, BOT, "read", Some(("scopes", "nothing made of it may more"))),
        (&bound, BOT, "users:read", None),
        (&held, BOT, "users:read", None),
    ] {
        let wish = json!({ "user": who, "scopes": scopes }).to_string();
        let (head, body) = here.send("POST", &format!("/v1/tenants/acme/api-tokens/{id}/replacement"), &wish);
        let status = if refused.is_some() { "422" } else { "201" };
        assert_eq!(&head[9..12], status, "{who} {scopes}: {body}");
        let (field, says) = refused.unwrap_or_default();
        assert!(body.contains(field) && body.contains(says), "{body}");
    }
}
