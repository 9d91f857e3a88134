//! `grantor …`: the same whether a server runs or not, in words for people and in JSON for programs.

use std::process::Stdio;

use serde_json::{Value, json};

use super::installation::Installation;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A thing without what differs from run to run.
fn same(mut thing: Value) -> Value {
    let fields = thing.as_object_mut().unwrap();
    fields.retain(|name, _| !matches!(name.as_str(), "id" | "created_at" | "updated_at"));
    thing
}

fn story(here: &Installation) -> Vec<Value> {
    let acme = here.json(&["tenant", "create", "acme", "--name", "Acme", "--oauth-access", "on", "--external-id", "7"]);
    let ada = here.json(&["user", "create", "acme", "ada@example.com", "--role", "admin", "--name", "Ada"]);
    let set = here.json(&["tenant", "set", "external_id:7", "--setting", "refresh_leeway=0"]);
    let suspended = here.json(&["user", "set", "acme", "ADA@example.com", "--suspended", "on"]);
    let shown = here.json(&["tenant", "show", "acme"]);
    assert_eq!(here.json(&["tenant", "list"])["tenants"], json!([shown]));
    assert_eq!(here.json(&["user", "list", "acme"])["users"], json!([suspended]));
    [acme, ada, set, suspended, shown].map(same).to_vec()
}

#[test]
fn commands_work_while_a_server_runs_and_while_none_does() {
    let alone = story(&Installation::new());
    let served = Installation::new();
    let mut server = served.serve();
    assert_eq!(story(&served), alone);
    assert_eq!(server.until("request")["path"], "/v1/tenants", "the running server was asked");
    assert_eq!(alone[0]["issuer"], "http://acme.localhost:8080");
    assert_eq!((&alone[0]["oauth_access"], &alone[0]["api_token_access"]), (&json!(true), &json!(false)));
    assert_eq!((&alone[2]["settings"]["refresh_leeway"], &alone[3]["suspended"]), (&json!(0), &json!(true)));
}

#[test]
fn commands_that_come_at_once_wait_for_each_other() {
    let here = Installation::new();
    let create = |name: &str| here.command(&["tenant", "create", name]).stdout(Stdio::null()).spawn().unwrap();
    let running: Vec<_> = ["acme", "globex", "initech", "umbrella"].map(create).into_iter().collect();
    for mut command in running {
        assert!(command.wait().unwrap().success());
    }
    assert_eq!(here.json(&["tenant", "list"])["tenants"].as_array().unwrap().len(), 4);
}

#[test]
fn what_a_command_did_while_no_server_ran_is_there_when_one_does() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let _server = here.serve();
    assert_eq!(here.json(&["tenant", "show", "acme"])["name"], "acme");
    assert!(here.ask("/v1/tenants/acme").0.starts_with("HTTP/1.1 200"));
}

#[test]
fn people_read_tables() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--name", "Acme"]);
    let listed = text(&here.run(&["tenant", "list"]).stdout);
    assert_eq!(
        listed,
        " subdomain  name  external id  active  oauth access  api token access\n \
         acme       Acme  -            yes     no            no\n"
    );
    assert_eq!(text(&here.run(&["user", "list", "acme"]).stdout).lines().count(), 1, "one sentence if there are none");
}

#[test]
fn a_long_list_is_listed_whole() {
    let here = Installation::new();
    let _server = here.serve();
    here.json(&["tenant", "create", "acme"]);
    for number in 0..3 {
        here.json(&["user", "create", "acme", &format!("user{number}@example.com")]);
    }
    let (_, first) = here.ask("/v1/tenants/acme/users?limit=2");
    let first: Value = serde_json::from_str(&first).unwrap();
    let (_, rest) = here.ask(&format!("/v1/tenants/acme/users?limit=2&after={}", first["next"].as_str().unwrap()));
    let rest: Value = serde_json::from_str(&rest).unwrap();
    let names = [&first["users"][0], &first["users"][1], &rest["users"][0]].map(|user| user["email"].clone());
    assert_eq!(names, ["user0@example.com", "user1@example.com", "user2@example.com"]);
    assert_eq!((rest["users"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
}

#[test]
fn a_password_comes_from_standard_input_and_is_kept_as_a_digest() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let create = ["user", "create", "acme", "ada@example.com", "--password-stdin", "--json"];
    let short = here.run_with(&create, "short\n");
    let refusal: Value = serde_json::from_slice(&short.stderr).unwrap();
    assert_eq!((short.status.code(), &refusal["problems"][0]["field"]), (Some(1), &json!("password")));
    let made = here.run_with(&create, "correct horse battery staple\n");
    assert_eq!(serde_json::from_slice::<Value>(&made.stdout).unwrap()["has_password"], true);
    let has = |kept: &Vec<u8>, words: &[u8]| kept.windows(words.len()).any(|part| part == words);
    assert!(here.contents().iter().any(|kept| has(kept, b"$argon2id$")), "the digest is there");
    assert!(!here.contents().iter().any(|kept| has(kept, b"correct horse")), "the password is not");
}

#[test]
fn a_sign_in_link_leads_to_the_tenant() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let ada = here.json(&["user", "create", "acme", "ada@example.com", "--sign-in-link"]);
    let url = ada["sign_in_link"]["url"].as_str().unwrap();
    assert!(url.starts_with("http://acme.localhost:8080/access/link/grantorl_"), "{url}");
    let again = here.json(&["user", "set", "acme", "ada@example.com", "--sign-in-link"]);
    assert_ne!(again["sign_in_link"]["url"], url);
    here.json(&["user", "set", "acme", "ada@example.com", "--suspended", "on"]);
    assert_eq!(here.refusal(&["user", "set", "acme", "ada@example.com", "--sign-in-link"])["error"], "suspended");
}

#[test]
fn a_refusal_says_what_is_wrong_and_what_to_type() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let unknown = here.refusal(&["user", "list", "globex"]);
    assert_eq!(
        (&unknown["error"], &unknown["hint"]),
        (&json!("unknown"), &json!("`grantor tenant list` shows what there is."))
    );
    let taken = here.refusal(&["tenant", "create", "ACME"]);
    assert_eq!((&taken["error"], &taken["problems"][0]["field"]), (&json!("invalid"), &json!("subdomain")));
    assert!(here.refusal(&["tenant", "set", "acme"])["hint"].as_str().unwrap().contains("--help"));
    let said = text(&here.run(&["tenant", "create", "a_b"]).stderr);
    assert!(said.starts_with("error: ") && said.contains("subdomain: "), "{said}");
    assert_eq!(here.run(&["tenant", "shwo", "acme"]).status.code(), Some(2));
}

#[test]
fn nothing_is_made_where_a_part_of_it_is_refused() {
    let here = Installation::new();
    let refused = here.refusal(&["tenant", "create", "acme", "--setting", "refresh_leeway=601"]);
    assert_eq!(refused["problems"][0]["field"], "settings.refresh_leeway");
    assert_eq!(here.refusal(&["tenant", "show", "acme"])["error"], "unknown");
}

#[test]
fn a_configuration_with_an_unknown_key_starts_nothing() {
    let here = Installation::new().set("LIMITS__SIGNIN", "3");
    for arguments in [&["serve"][..], &["tenant", "list"]] {
        let refusal = here.refusal(arguments);
        assert_eq!(refusal["error"], "configuration");
        assert!(refusal["message"].as_str().unwrap().contains("signin"), "{refusal}");
    }
    let here = Installation::new();
    let file = here.file("mine.toml", "[surfaces]\noauht = false\n");
    assert!(here.refusal(&["serve", "--config", &file])["message"].as_str().unwrap().contains("oauht"));
    assert_eq!(here.refusal(&["serve", "--config", "nowhere.toml"])["error"], "configuration");
}

#[test]
fn clients_and_resource_servers_have_a_secret_that_is_shown_once() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let uri = "https://app.example.com/callback";
    let client = here.json(&["client", "create", "acme", "invoice_sync", "--redirect-uri", uri]);
    assert!(client["secret"].as_str().unwrap().starts_with("grantors_"));
    assert_eq!((&client["kind"], &client["redirect_uris"]), (&json!("confidential"), &json!([uri])));
    let shown = here.json(&["client", "show", "acme", "invoice_sync"]);
    assert_eq!((shown.get("secret"), shown["secrets"].as_array().unwrap().len()), (None, 1));
    let rotated = here.json(&["client", "rotate-secret", "acme", "invoice_sync", "--overlap", "60"]);
    assert_eq!(rotated["secrets"].as_array().unwrap().len(), 2);
    assert_ne!(rotated["secret"], client["secret"]);
    let public = here.json(&["client", "create", "acme", "native", "--kind", "public", "--redirect-uri", uri]);
    assert_eq!(public.get("secret"), None);
    let server = here.json(&["resource-server", "create", "acme", "tickets-api", "--resource", "tickets"]);
    assert!(server["secret"].as_str().unwrap().starts_with("grantorv_"));
    let secrets = [&client, &rotated, &server].map(|made| made["secret"].as_str().unwrap().as_bytes().to_vec());
    for kept in here.contents() {
        for secret in &secrets {
            assert!(!kept.windows(secret.len()).any(|part| part == secret), "a secret is kept");
        }
    }
}

#[test]
fn a_client_is_changed_and_deleted_for_good() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    here.json(&["client", "create", "acme", "invoice_sync", "--allowed-scopes", "tickets:read"]);
    let set = here.json(&["client", "set", "acme", "invoice_sync", "--active", "off", "--allowed-scopes", ""]);
    assert_eq!((&set["active"], &set["allowed_scopes"]), (&json!(false), &Value::Null));
    let refused = here.refusal(&["client", "set", "acme", "invoice_sync", "--redirect-uri", "http://example.com/"]);
    assert_eq!(refused["problems"][0]["field"], "redirect_uris");
    here.json(&["client", "delete", "acme", "invoice_sync"]);
    assert_eq!(here.refusal(&["client", "show", "acme", "invoice_sync"])["error"], "unknown");
    let again = here.refusal(&["client", "create", "acme", "invoice_sync"]);
    assert_eq!(again["problems"][0]["error"], "DuplicateValue");
}

#[test]
fn what_belongs_to_the_platform_belongs_to_no_tenant() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    assert_eq!(here.json(&["client", "create", "@platform", "zdg-hub"])["global"], true);
    assert_eq!(here.json(&["resource-server", "create", "@platform", "gateway"])["platform"], true);
    assert_eq!(here.json(&["client", "list", "acme"])["clients"], json!([]));
    assert_eq!(here.refusal(&["client", "show", "acme", "zdg-hub"])["error"], "unknown");
    assert_eq!(here.json(&["client", "list", "@platform"])["clients"][0]["identifier"], "zdg-hub");
    here.json(&["resource-server", "rotate-secret", "@platform", "gateway"]);
    here.json(&["resource-server", "delete", "@platform", "gateway"]);
    assert_eq!(here.json(&["resource-server", "list", "@platform"])["resource_servers"], json!([]));
}

#[test]
fn a_field_that_nobody_knows_is_refused() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let _server = here.serve();
    let body = r#"{"identifier":"invoice_sync","redirect_uri":"https://app.example.com/"}"#;
    let (head, said) = here.send("POST", "/v1/tenants/acme/clients", body);
    assert!(head.starts_with("HTTP/1.1 400") && said.contains("`redirect_uri`"), "{head}\n{said}");
    assert_eq!(here.json(&["client", "list", "acme"])["clients"], json!([]));
}

#[test]
fn check_shows_what_is_in_force_and_changes_nothing() {
    let here = Installation::new().set("SURFACES__ADMIN", "false");
    let checked = here.json(&["check"]);
    assert_eq!(checked["configuration"]["surfaces"]["admin"], false);
    let said = |checked: &Value, what: &str| {
        let found = checked["findings"].as_array().unwrap().iter().find(|found| found["what"] == what).cloned();
        found.unwrap()["says"].as_str().unwrap().to_owned()
    };
    assert!(said(&checked, "server").starts_with("none runs"));
    let _server = here.serve();
    let checked = here.json(&["check"]);
    assert!(said(&checked, "server").starts_with("one runs and is ready"), "{checked}");
    assert!(said(&checked, "database").ends_with("is at this version"), "{checked}");
    let read = text(&here.run(&["check"]).stdout);
    assert!(read.contains("[surfaces]\n") && read.contains("# ok  database: "), "{read}");
}

#[test]
fn check_fails_where_serving_would() {
    let here = Installation::new();
    let key = here.file("operators.key", "short");
    let output = here.set("OPERATORS__KEY_FILE", &key).run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("# NO  operators.key_file: "));
}

#[test]
fn check_refuses_the_key_that_serving_refuses() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;

    let here = Installation::new();
    let said = |fine: bool, part: &str| {
        let output = here.run(&["check"]);
        assert_eq!(output.status.code(), Some(i32::from(!fine)));
        let (word, read) = (if fine { "ok" } else { "NO" }, text(&output.stdout));
        let line = read.lines().find(|line| line.contains("seal_key: ")).unwrap().to_owned();
        assert!(line.starts_with(&format!("# {word}  seal_key: ")) && line.contains(part), "{line}");
    };
    said(true, "is not there; it ");
    let refused = here.run(&["check", "--config", &here.file("a.toml", "[log]\nlevel = 'warning'")]);
    assert!(text(&refused.stderr).contains("`warning` is no level"), "{}", text(&refused.stderr));
    let key = here.file("seal.key", "short");
    said(false, "fewer than 32 characters");
    here.file("seal.key", &"k".repeat(32));
    said(true, "is for this user only");
    set_permissions(&key, Permissions::from_mode(0o644)).unwrap();
    said(false, "chmod 600");
    assert!(here.refusal(&["serve"])["message"].as_str().unwrap().contains("chmod 600"));
}

/// What `check` says is wrong with `here`; it has to say something.
fn wrong(here: &Installation) -> String {
    let output = here.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    text(&output.stdout).lines().filter(|line| line.starts_with("# NO ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn check_proves_the_key_that_secrets_are_sealed_with() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    here.file("seal.key", &"k".repeat(32));
    here.json(&["tenant", "sso", "acme", "add-key"]);
    let _server = here.serve();
    here.json(&["check"]);
    here.file("seal.key", &"l".repeat(32));
    assert!(wrong(&here).contains("seal_key: ") && wrong(&here).contains("is not the key"), "{}", wrong(&here));
    std::fs::remove_file(here.path("seal.key")).unwrap();
    assert!(wrong(&here).contains("put it back from your backup"), "{}", wrong(&here));
}

#[test]
fn check_finds_what_sockets_and_sidecars_lack() {
    let here = Installation::new().set("OPERATORS__SOCKET", "/nowhere/operators.sock");
    assert!(
        wrong(&here).contains("operators.socket: cannot make the socket /nowhere/operators.sock"),
        "{}",
        wrong(&here)
    );
    let here = Installation::new().set("SIDECAR__REMOTE", "https://example.com");
    let nowhere = here.path("nowhere").display().to_string();
    let here = here.set("SIDECAR__REMOTE_CREDENTIALS", &nowhere);
    assert!(
        wrong(&here).contains("sidecar.remote_credentials: ") && wrong(&here).contains(&nowhere),
        "{}",
        wrong(&here)
    );
}

#[test]
fn a_password_in_an_address_is_never_shown() {
    let here = Installation::new();
    for to in ["postgress://ada:geheim@db/g", "postgres://ada:geheim@db:port/g", "postgres://ada:geheim@db"] {
        let output = here.run(&["move", "--from", "sqlite:grantor.db", "--to", to]);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && !said.contains("geheim") && said.contains("--to"), "{said}");
    }
    let output = here.set("SIDECAR__REMOTE", "https://ada:geheim@example.com").run(&["check"]);
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.code() == Some(1) && !said.contains("geheim"), "{said}");
}

#[test]
fn a_default_file_that_leads_nowhere_is_no_absent_one() {
    let here = Installation::new();
    std::os::unix::fs::symlink("elsewhere.toml", here.path("grantor.toml")).unwrap();
    let refused = here.refusal(&["check"]);
    assert!(refused["message"].as_str().unwrap().contains("grantor.toml"), "{refused}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_what_it_should_be() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    std::fs::write(here.path("binary"), [0xff, 0xfe]).unwrap();
    let twice = here.file("twice.csv", "email,name,email\na@example.com,A,b@example.com\n");
    for (arguments, named) in [
        (&["tenant", "sso", "acme", "add-key", "--public-key", "/nowhere.pem"][..], "/nowhere.pem"),
        (&["import", "tokens", "acme", "/dev/null", "--hmac-key", "binary"], "`--hmac-key` binary"),
        (&["import", "users", "acme", &twice], "\"email\" twice"),
    ] {
        let refused = here.refusal(arguments);
        assert_eq!(refused["error"], "file", "{refused}");
        assert!(refused["message"].as_str().unwrap().contains(named), "{refused}");
    }
    let hint = |arguments: &[&str]| here.refusal(arguments)["hint"].as_str().unwrap().to_owned();
    assert!(hint(&["tenant", "webhook", "acme", "show"]).contains("grantor tenant webhook TENANT set URL"));
    assert!(hint(&["tenant", "sso", "acme", "remove-key", "x"]).contains("grantor tenant sso TENANT show"));
}

#[test]
fn each_fault_is_told_once_and_with_what_to_type() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--api-token-access", "on"]);
    let problems = |arguments: &[&str]| here.refusal(arguments)["problems"].as_array().unwrap().clone();
    for (arguments, field) in
        [(&["tenant", "create", "a b"][..], "subdomain"), (&["user", "create", "acme", "not-an-email"], "email")]
    {
        let found = problems(arguments);
        assert_eq!((found.len(), found[0]["field"].as_str()), (1, Some(field)), "{found:?}");
    }
    let owner = problems(&["client", "create", "@platform", "zdg-o", "--owner", "ada@example.com"]);
    assert!(owner[0]["message"].as_str().unwrap().starts_with("leave it out"), "{owner:?}");
    for empty in [&["tenant", "show", ""][..], &["client", "show", "acme", ""], &["user", "list", ""]] {
        assert_eq!(here.refusal(empty)["error"], "empty", "{empty:?}");
    }
    let token = here.json(&["api-token", "create", "acme"]);
    assert_eq!(here.refusal(&["api-token", "set", "acme", &token["id"].to_string()])["error"], "nothing");
    assert!(here.json(&["audit", "list", "@platform"])["events"].is_array());
}

#[test]
fn a_lifetime_of_a_client_goes_back_to_the_tenants() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let set = ["client", "set", "acme", "sync", "--access-token-lifetime"];
    assert_eq!(
        here.json(&["client", "create", "acme", "sync", "--access-token-lifetime", "600"])["access_token_lifetime"],
        600
    );
    assert_eq!(here.json(&[&set[..], &[""]].concat())["access_token_lifetime"], Value::Null);
    assert_eq!(here.run(&[&set[..], &["soon"]].concat()).status.code(), Some(2));
}

#[test]
fn what_is_refused_in_the_end_has_changed_nothing() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    here.json(&["user", "create", "acme", "eve@example.com"]);
    here.json(&["client", "create", "acme", "sync"]);
    let eve = ["user", "set", "acme", "eve@example.com"];
    let short = here.run_with(&[&eve[..], &["--role", "admin", "--password-stdin"]].concat(), "short\n");
    assert_eq!(short.status.code(), Some(1));
    assert!(text(&short.stderr).contains("Nothing was changed."));
    let refused = here.refusal(&[&eve[..], &["--suspended", "on", "--sign-in-link"]].concat());
    assert_eq!(refused["error"], "suspended");
    let shown = here.json(&["user", "show", "acme", "eve@example.com"]);
    assert_eq!((&shown["role"], &shown["suspended"]), (&json!("end-user"), &json!(false)));
    let bad = here.file("bad.png", "no picture");
    for set in [&["tenant", "set", "acme"][..], &["client", "set", "acme", "sync"]] {
        let refused = here.refusal(&[set, &["--name", "Half", "--logo", &bad]].concat());
        assert_eq!((&refused["error"], &refused["message"]), (&json!("invalid"), &json!("Nothing was changed.")));
        assert_eq!(refused["problems"][0]["field"], "logo");
        assert_eq!(here.refusal(&[set, &["--name", "Half", "--logo", "/nonexistent"]].concat())["error"], "file");
    }
    assert_eq!(here.json(&["tenant", "show", "acme"])["name"], "acme");
    assert_ne!(here.json(&["client", "show", "acme", "sync"])["name"], "Half");
}

#[test]
fn a_user_is_changed_and_given_a_password_at_once() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    here.json(&["user", "create", "acme", "eve@example.com"]);
    let set = ["user", "set", "acme", "eve@example.com", "--email", "eva@example.com", "--password-stdin", "--json"];
    let changed = here.run_with(&set, "correct horse battery staple\n");
    let changed: Value = serde_json::from_slice(&changed.stdout).unwrap();
    assert_eq!((&changed["email"], &changed["has_password"]), (&json!("eva@example.com"), &json!(true)));
    let only = here.run_with(&["user", "set", "acme", "eva@example.com", "--password-stdin"], "another long one\n");
    assert!(only.status.success(), "{}", text(&only.stderr));
}

#[test]
fn migrate_does_once_what_is_to_be_done() {
    let here = Installation::new();
    here.json(&["migrate"]);
    assert_eq!(here.json(&["migrate"])["applied"], json!([]));
    let fresh = here.path("fresh.db");
    let here = here.set("DATABASE__URL", &format!("sqlite:{}", fresh.display()));
    assert!(here.json(&["check"])["findings"][0]["says"].as_str().unwrap().contains("lacks"));
    assert!(!fresh.exists(), "looking makes no database");
    let manual = here.set("DATABASE__MIGRATE", "false");
    assert!(manual.refusal(&["serve"])["message"].as_str().unwrap().contains("grantor migrate"));
    assert!(!manual.json(&["migrate"])["applied"].as_array().unwrap().is_empty());
    assert!(manual.json(&["tenant", "list"])["tenants"].as_array().unwrap().is_empty());
}
