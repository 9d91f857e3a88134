//! `grantor import`: an existing server is moved, and nobody has to connect again.

use std::net::TcpStream;

use ring::{digest, hmac};
use serde_json::{Value, json};

use super::installation::{Installation, Serving, exchange};
use crate::sidecar::scene::basic;

fn sha256(text: &str) -> String {
    hex::encode(digest::digest(&digest::SHA256, text.as_bytes()).as_ref())
}

fn import(here: &Installation, what: &str, file: &str, more: &[&str]) -> Value {
    let output = here.run(&[&["import", what, "acme", file, "--json"], more].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn counts(report: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| report[name].as_i64().unwrap())
}

/// A request at the account: status and body.
fn send(server: &Serving, line: &str, authorization: &str, body: &str) -> (u16, Value) {
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: acme.localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\
         Authorization: {authorization}\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n{body}"
    );
    let (head, body) = exchange(TcpStream::connect(server.address).unwrap(), &request);
    (head[9..12].parse().unwrap(), serde_json::from_str(&body).unwrap_or_default())
}

fn me(server: &Serving, authorization: &str) -> u16 {
    send(server, "GET /api/v2/users/me", authorization, "").0
}

const USERS: &str =
    "external_id,email,name,role,verified\n7,ada@example.com,Ada,admin,true\n8,bob@example.com,Bob,agent,1\n";

/// "password" by bcrypt.
const BCRYPT: &str = "$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe";

fn acme() -> Installation {
    let here = Installation::new();
    if here.on_postgres() {
        here.file("seal.key", &"0123456789abcdef".repeat(2));
    }
    here.json(&["tenant", "create", "acme", "--api-token-access", "on", "--oauth-access", "on"]);
    assert_eq!(counts(&import(&here, "users", &here.file("users.csv", USERS), &[])), [2, 0, 0, 0]);
    here
}

fn clients() -> String {
    let uris = json!(["https://sync.example.com/cb"]);
    let slow = json!({ "identifier": "sync", "name": "Sync", "redirect_uris": uris, "secret_digest": BCRYPT,
        "created_at": 1_500_000_000 });
    let plain = json!({ "identifier": "plain", "redirect_uris": "https://plain.example.com/a https://plain.example.com/b",
        "secret_digest": sha256("a+b%2fc"), "service_account": "bob@example.com" });
    let asks = json!({ "identifier": "asks", "redirect_uris": uris, "secret_digest": BCRYPT });
    let public = json!({ "identifier": "device", "kind": "public", "redirect_uris": ["http://127.0.0.1/cb"] });
    format!("{slow}\n{plain}\n{asks}\n{public}\n")
}

#[test]
fn a_vendor_moves_an_existing_server_and_nobody_has_to_connect_again() {
    let here = acme();
    assert_eq!(counts(&import(&here, "clients", &here.file("clients.jsonl", &clients()), &[])), [4, 0, 0, 0]);
    let consents = "user,client,redirect_uri,scopes,created_at\n\
                    ada@example.com,sync,https://sync.example.com/cb,read write,2024-01-01T00:00:00Z\n";
    assert_eq!(counts(&import(&here, "consents", &here.file("consents.csv", consents), &[])), [1, 0, 0, 0]);
    let pair = json!({ "access_digest": sha256("old-access"), "refresh_digest": sha256("old-refresh"), "client": "sync",
        "user": "external_id:7", "scopes": "read write", "expires_at": "2020-01-01T00:00:00Z" });
    let eternal = json!({ "access_digest": sha256("eternal"), "client": "sync", "user": "ada@example.com",
        "scopes": ["read"], "created_at": "2019-05-01T00:00:00Z" });
    let tokens = here.file("tokens.jsonl", &format!("{pair}\n{eternal}\n"));
    assert_eq!(counts(&import(&here, "tokens", &tokens, &[])), [2, 0, 0, 0]);

    let server = here.serve();
    assert_eq!(me(&server, "Bearer eternal"), 200, "an access token that never ends goes on");
    assert_eq!(me(&server, "Bearer old-access"), 401, "this one was over");
    assert_eq!(me(&server, "Bearer never-issued"), 401);
    let refresh = |secret: &str, token: &str| {
        let form = format!("grant_type=refresh_token&refresh_token={token}");
        send(&server, "POST /oauth/tokens", &basic("sync", secret), &form)
    };
    assert_eq!(refresh("wrong", "old-refresh").0, 401);
    let (status, first) = refresh("password", "old-refresh");
    assert_eq!((status, &first["scope"]), (200, &json!("read write")), "{first}");
    assert_eq!(me(&server, &format!("Bearer {}", first["access_token"].as_str().unwrap())), 200);
    let (status, again) = refresh("password", "old-refresh");
    assert_eq!((status, &again["refresh_token"]), (200, &first["refresh_token"]), "a retry gets the same pair");
    let (status, next) = refresh("password", first["refresh_token"].as_str().unwrap());
    assert_eq!(status, 200, "and from here on everything is our own: {next}");
    // Sent as it is by half of all libraries, form-encoded by the other half.
    for secret in ["a+b%2fc", "a%2Bb%252fc"] {
        let form = "grant_type=client_credentials";
        let (status, granted) = send(&server, "POST /oauth/tokens", &basic("plain", secret), form);
        assert_eq!(status, 200, "{secret}: {granted}");
    }
    for (secret, status) in [("wrong", 401), ("password", 200), ("password", 200)] {
        let asked = send(&server, "POST /oauth/introspect", &basic("asks", secret), "token=eternal");
        assert_eq!(asked.0, status, "whatever endpoint comes first: {}", asked.1);
    }
    let revoke = send(&server, "POST /oauth/revoke", &basic("sync", "password"), "token=eternal");
    assert_eq!((revoke.0, me(&server, "Bearer eternal")), (200, 401));
    // What was used, rotated or revoked since does not come back.
    assert_eq!(counts(&import(&here, "tokens", &tokens, &[])), [0, 0, 2, 0]);
    assert_eq!(counts(&import(&here, "clients", &here.file("clients.jsonl", &clients()), &[])), [0, 0, 4, 0]);
    assert_eq!(me(&server, "Bearer eternal"), 401);
    assert_eq!(refresh("password", next["refresh_token"].as_str().unwrap()).0, 200);
    for file in here.contents() {
        for secret in ["old-refresh", "a+b%2fc"] {
            assert!(!file.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} is kept");
        }
    }
}

#[test]
fn api_tokens_come_by_their_digests_and_work_at_once_and_after_the_first_use_like_our_own() {
    let here = acme();
    let key = here.file("key", "the key of that system\n");
    let keyed = |text: &str| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"the key of that system");
        hex::encode(hmac::sign(&key, text.as_bytes()).as_ref())
    };
    let plain = format!(
        "digest,description,active,created_at,last_used_at,assigned_user\n\
         {},nightly export,true,2021-01-01T00:00:00Z,2026-01-01T00:00:00Z,\n\
         {},stopped,false,,,\n{},bound,true,,,bob@example.com\n",
        sha256("PlainToken0123456789"),
        sha256("StoppedToken0123456789"),
        sha256("BoundToken0123456789")
    );
    let plain = here.file("plain.csv", &plain);
    assert_eq!(counts(&import(&here, "api-tokens", &plain, &["--dry-run"])), [3, 0, 0, 0]);
    assert_eq!(here.json(&["api-token", "list", "acme"])["api_tokens"], json!([]), "a dry run does nothing");
    assert_eq!(counts(&import(&here, "api-tokens", &plain, &[])), [3, 0, 0, 0]);
    let hmac = here.file("hmac.jsonl", &json!({ "digest": keyed("KeyedToken0123456789") }).to_string());
    assert_eq!(counts(&import(&here, "api-tokens", &hmac, &["--hmac-key", &key])), [1, 0, 0, 0]);
    let listed = here.json(&["api-token", "list", "acme"])["api_tokens"].clone();
    let nightly = listed.as_array().unwrap().iter().find(|token| token["description"] == "nightly export").unwrap();
    assert_eq!(nightly["last_used_at"], "2026-01-01T00:00:00Z");
    assert_eq!(nightly["created_at"], "2021-01-01T00:00:00Z");

    let server = here.serve();
    let with = |email: &str, secret: &str| me(&server, &basic(&format!("{email}/token"), secret));
    for _ in 0..2 {
        assert_eq!(with("ada@example.com", "PlainToken0123456789"), 200);
        assert_eq!(with("ada@example.com", "KeyedToken0123456789"), 200);
        assert_eq!(with("ada@example.com", "StoppedToken0123456789"), 401);
        assert_eq!(
            (with("bob@example.com", "BoundToken0123456789"), with("ada@example.com", "BoundToken0123456789")),
            (200, 401)
        );
    }
    // Whoever has stolen that system's database has digests, and opens nothing with them.
    let how = json!({ "scheme": "sha256" }).to_string();
    let (_, begun) = here.send("POST", "/v1/tenants/acme/imports", &how);
    let begun: Value = serde_json::from_str(&begun).unwrap();
    let stolen = here.file("more.jsonl", &json!({ "digest": sha256("NeverUsedToken0123") }).to_string());
    assert_eq!(counts(&import(&here, "api-tokens", &stolen, &[])), [1, 0, 0, 0]);
    let made = format!("imported|sha256|{}|{}", begun["import"], sha256("NeverUsedToken0123"));
    assert_eq!(with("ada@example.com", &made), 401);
    assert_eq!(with("ada@example.com", &sha256("NeverUsedToken0123")), 401);
    assert_eq!(with("ada@example.com", "NeverUsedToken0123"), 200);
    // Sent again, also after the first use has changed what is kept of them, and after one was deleted.
    let number =
        listed.as_array().unwrap().iter().find(|token| token["status"] == "deactivated").unwrap()["id"].to_string();
    here.json(&["api-token", "delete", "acme", &number]);
    assert_eq!(counts(&import(&here, "api-tokens", &plain, &[])), [0, 0, 3, 0]);
    assert_eq!(counts(&import(&here, "api-tokens", &hmac, &["--hmac-key", &key])), [0, 0, 1, 0]);
    assert_eq!(here.json(&["api-token", "list", "acme"])["api_tokens"].as_array().unwrap().len(), 4);
}

#[test]
fn a_dry_run_begins_nothing() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--api-token-access", "on"]);
    let key = here.file("key", "the key of that system");
    let file = here.file("tokens.jsonl", &json!({ "digest": sha256("Token0123456789") }).to_string());
    let _server = here.serve();
    let begun = |dry_run: bool| {
        let how = json!({ "scheme": "hmac-sha256", "key": "the key of that system", "dry_run": dry_run });
        let (_, said) = here.send("POST", "/v1/tenants/acme/imports", &how.to_string());
        serde_json::from_str::<Value>(&said).unwrap()["import"].clone()
    };
    for _ in 0..2 {
        assert_eq!(counts(&import(&here, "api-tokens", &file, &["--hmac-key", &key, "--dry-run"])), [1, 0, 0, 0]);
    }
    assert_eq!((begun(true), here.path("seal.key").exists()), (Value::Null, false));
    if here.on_postgres() {
        here.file("seal.key", &"0123456789abcdef".repeat(2));
    }
    assert_eq!(counts(&import(&here, "api-tokens", &file, &["--hmac-key", &key])), [1, 0, 0, 0]);
    assert_eq!(counts(&import(&here, "api-tokens", &file, &["--hmac-key", &key, "--dry-run"])), [0, 0, 1, 0]);
    assert_eq!(begun(true), begun(false));
}

#[test]
fn what_came_with_a_key_that_was_sealed_is_found_again_once_the_key_is_given_again() {
    let here = acme();
    let key = here.file("key", "the key of that system");
    let keyed = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"the key of that system"), b"KeyedToken0123456789");
    let line = |digest: String| json!({ "digest": digest }).to_string();
    let (plain, keyed) = (line(sha256("PlainToken0123456789")), line(hex::encode(keyed.as_ref())));
    let (plain, keyed) = (here.file("plain.jsonl", &plain), here.file("keyed.jsonl", &keyed));
    import(&here, "api-tokens", &keyed, &["--hmac-key", &key]);
    import(&here, "api-tokens", &plain, &[]);
    std::fs::remove_file(here.path("seal.key")).unwrap();
    let forgotten = here.json(&["forget-sealed", "--yes"]);
    assert_eq!((&forgotten["forgotten"], &forgotten["import_keys"]), (&json!(1), &json!(1)));
    if here.on_postgres() {
        here.file("seal.key", &"fedcba9876543210".repeat(2));
    }
    let told = here.json(&["audit", "list", "@platform", "--action", "destroy"])["events"][0].clone();
    assert_eq!(
        (&told["source_label"], &told["details"]["import_keys"]),
        (&json!("sealed secrets"), &json!(1)),
        "{told}"
    );
    let server = here.serve();
    let with = |secret: &str| me(&server, &basic("ada@example.com/token", secret));
    let found = || ["PlainToken0123456789", "KeyedToken0123456789", "NoToken0123456789"].map(with);
    assert_eq!(found(), [200, 401, 401], "nothing else waits for the key");
    assert_eq!((me(&server, "Bearer never-issued"), me(&server, "Bearer KeyedToken0123456789")), (401, 401));
    assert_eq!(counts(&import(&here, "api-tokens", &keyed, &["--hmac-key", &key])), [0, 0, 1, 0]);
    assert_eq!(found(), [200, 200, 401]);
}

#[test]
fn a_token_that_is_in_two_lines_comes_once_and_holds_up_nothing() {
    let here = acme();
    import(&here, "clients", &here.file("clients.jsonl", &clients()), &[]);
    let line = |access: &str, refresh: &str| {
        let digest = |text: &str| if text.is_empty() { Value::Null } else { json!(sha256(text)) };
        json!({ "access_digest": digest(access), "refresh_digest": digest(refresh), "client": "sync",
            "user": "ada@example.com", "scopes": "read" })
        .to_string()
    };
    let lines =
        [("a", "1"), ("a", ""), ("a", "2"), ("b", ""), ("b", ""), ("b", "3"), ("c", "1"), ("", "4"), ("d", "4")];
    let lines = lines.map(|(access, refresh)| line(access, refresh) + "\n").concat();
    let file = here.file("tokens.jsonl", &lines);
    let report = import(&here, "tokens", &file, &[]);
    assert_eq!(counts(&report), [3, 0, 4, 2], "{report}");
    for (refusal, number) in report["refusals"].as_array().unwrap().iter().zip([3, 6]) {
        assert_eq!((&refusal["line"], &refusal["problems"][0]["field"]), (&json!(number), &json!("access_digest")));
    }
    assert_eq!(counts(&import(&here, "tokens", &file, &[])), [0, 0, 7, 2]);
}

#[test]
fn a_line_that_cannot_be_read_is_refused_where_it_stands_and_the_others_come() {
    let here = acme();
    let rows: &[&[u8]] = &[
        b"external_id,email,name\n",
        b"20,twenty@example.com,\"Two\n\"\n",
        b"21,short@example.com\n",
        b"22,long@example.com,Long,more\n",
        b"23,latin@example.com,Andr\xe9\n",
        b"24,last@example.com,Last\n",
    ];
    let file = here.path("people.csv");
    std::fs::write(&file, rows.concat()).unwrap();
    let report = import(&here, "users", file.to_str().unwrap(), &[]);
    assert_eq!(counts(&report), [2, 0, 0, 3]);
    let told = |report: &Value| {
        let refusals = report["refusals"].as_array().unwrap().iter();
        refusals.map(|one| format!("{} {}", one["line"], one["problems"][0]["message"])).collect::<Vec<_>>().join("; ")
    };
    let says = told(&report);
    assert_eq!(
        says,
        "4 \"the row has 2 cells, the heading 3\"; 5 \"the row has 4 cells, the heading 3\"; \
         6 \"the line is not in UTF-8\""
    );
    let lines: &[&[u8]] = &[
        b"\xef\xbb\xbf{\"email\":\"bom@example.com\"}\r\n",
        b"{\"email\":\"\xff@example.com\"}\n\n",
        b"{\"email\":\"end@example.com\"}",
    ];
    let file = here.path("people.jsonl");
    std::fs::write(&file, lines.concat()).unwrap();
    let report = import(&here, "users", file.to_str().unwrap(), &[]);
    assert_eq!((counts(&report), told(&report).as_str()), ([2, 0, 0, 1], "2 \"the line is not in UTF-8\""));
}

#[test]
fn what_was_changed_or_deleted_here_since_is_left_alone() {
    let here = acme();
    let (users, clients) = (here.file("users.csv", USERS), here.file("clients.jsonl", &clients()));
    assert_eq!(counts(&import(&here, "clients", &clients, &[])), [4, 0, 0, 0]);
    here.json(&["client", "set", "acme", "sync", "--name", "Changed here"]);
    here.json(&["client", "delete", "acme", "device"]);
    here.json(&["user", "set", "acme", "ada@example.com", "--name", "Ada Byron"]);
    here.json(&["client", "set", "acme", "plain", "--service-account", ""]);
    here.json(&["user", "delete", "acme", "bob@example.com"]);
    assert_eq!(counts(&import(&here, "users", &users, &[])), [0, 0, 2, 0]);
    let others = here.file("others.jsonl", &clients_without_people());
    assert_eq!(counts(&import(&here, "clients", &others, &[])), [0, 0, 3, 0]);
    assert_eq!(here.json(&["client", "show", "acme", "sync"])["name"], "Changed here");
    assert_eq!(here.json(&["user", "show", "acme", "external_id:7"])["name"], "Ada Byron");
    assert_eq!(here.refusal(&["user", "show", "acme", "bob@example.com"])["error"], "unknown");
    here.json(&["user", "create", "acme", "kim@example.com"]);
    let linked = here.file("kim.csv", "external_id,email,name\n9,kim@example.com,Kim\n");
    for done in [[0, 1, 0, 0], [0, 0, 1, 0]] {
        assert_eq!(counts(&import(&here, "users", &linked, &[])), done);
    }
    let kim = here.json(&["user", "show", "acme", "external_id:9"]);
    assert_ne!(kim["name"], "Kim", "only the external id was missing");
}

/// Those of [`clients`] that name nobody.
fn clients_without_people() -> String {
    clients().lines().filter(|line| !line.contains("service_account")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_tenant_that_brings_more_than_256_api_tokens_has_room_for_2048() {
    let here = acme();
    let line = |number: usize| format!("{}\n", json!({ "digest": sha256(&format!("token {number}")) }));
    let file = here.file("many.jsonl", &(0..2_050).map(line).collect::<String>());
    let report = import(&here, "api-tokens", &file, &[]);
    assert_eq!(counts(&report), [2_048, 0, 0, 2]);
    assert_eq!(report["refusals"][0]["line"], 2_049);
    assert_eq!(here.json(&["api-token", "list", "acme"])["most"], 2_048);
    assert_eq!(counts(&import(&here, "api-tokens", &file, &[])), [0, 0, 2_048, 2], "what was refused is tried again");
}

#[test]
fn an_unknown_tenant_is_refused_whatever_is_in_the_file() {
    let here = Installation::new();
    for what in ["users", "clients", "consents", "tokens", "api-tokens"] {
        assert_eq!(here.refusal(&["import", what, "globex", "/dev/null"])["error"], "unknown", "{what}");
    }
}

#[test]
fn what_cannot_be_brought_is_named_line_by_line_and_holds_up_nothing_else() {
    let here = acme();
    import(&here, "clients", &here.file("clients.jsonl", &clients()), &[]);
    let good = sha256("good");
    let lines = [
        json!({ "access_digest": "short", "client": "sync", "user": "ada@example.com", "scopes": "read" }),
        json!({ "access_digest": good, "client": "nobody", "user": "ada@example.com", "scopes": "read" }),
        json!({ "access_digest": good, "client": "sync", "user": "eve@example.com", "scopes": "read" }),
        json!({ "access_digest": good, "client": "sync", "user": "ada@example.com", "scopes": "fly" }),
        json!({ "access_digest": good, "client": "sync", "user": "ada@example.com", "scopes": "read", "expires_at": 1 }),
        json!({ "client": "sync", "user": "ada@example.com", "scopes": "read" }),
        json!({ "access_digest": good, "client": "sync", "user": "ada@example.com", "scopes": "read" }),
    ];
    let file = here.file("tokens.jsonl", &lines.map(|line| format!("{line}\n")).concat());
    let report = import(&here, "tokens", &file, &[]);
    assert_eq!(counts(&report), [1, 0, 0, 6]);
    let fields: Vec<&str> = report["refusals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|refusal| refusal["problems"][0]["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["access_digest", "client", "user", "scopes", "expires_at", "base"]);
    let bad = "identifier,redirect_uris,secret_digest\nx,https://x.example.com/cb,secret\ny,javascript:1,\nsync,,\n";
    let report = import(&here, "clients", &here.file("bad.csv", bad), &[]);
    assert_eq!(counts(&report), [0, 0, 1, 2]);
    assert_eq!((&report["refusals"][0]["line"], &report["refusals"][1]["line"]), (&json!(2), &json!(3)));
    let consent = json!({ "user": "ada@example.com", "client": "sync", "redirect_uri": "https://evil.example.com/",
        "scopes": "read" });
    let report = import(&here, "consents", &here.file("consents.jsonl", &consent.to_string()), &[]);
    assert_eq!(report["refusals"][0]["problems"][0]["field"], "redirect_uri");
}

#[test]
fn whoever_has_stolen_the_digests_of_refresh_tokens_redeems_and_ends_nothing_with_them() {
    let here = acme();
    import(&here, "clients", &here.file("clients.jsonl", &clients()), &[]);
    let pair = json!({ "access_digest": sha256("old-access"), "refresh_digest": sha256("old-refresh"), "client": "sync",
        "user": "ada@example.com", "scopes": "read" });
    assert_eq!(counts(&import(&here, "tokens", &here.file("tokens.jsonl", &pair.to_string()), &[])), [1, 0, 0, 0]);
    let server = here.serve();
    let (_, begun) = here.send("POST", "/v1/tenants/acme/imports", &json!({ "scheme": "sha256" }).to_string());
    let begun: Value = serde_json::from_str(&begun).unwrap();
    let post = |path: &str, form: &str| send(&server, &format!("POST {path}"), &basic("sync", "password"), form);
    let refresh = |token: &str| post("/oauth/tokens", &format!("grant_type=refresh_token&refresh_token={token}"));
    let made = ["old-access", "old-refresh"]
        .map(|secret| format!("imported%7Csha256%7C{}%7C{}", begun["import"], sha256(secret)));
    for made in &made {
        let (status, refused) = refresh(made);
        assert_eq!((status, &refused["error"]), (400, &json!("invalid_grant")), "{refused}");
    }
    for made in &made {
        assert_eq!(post("/oauth/revoke", &format!("token={made}")).0, 200);
    }
    let (status, granted) = refresh("old-refresh");
    assert_eq!(status, 200, "{granted}");
}

#[test]
fn a_key_that_nothing_is_looked_at_with_is_refused() {
    let here = acme();
    let key = here.file("hmac.key", "0123456789abcdef");
    for what in ["users", "clients", "consents"] {
        let refused = here.refusal(&["import", what, "acme", &here.file("users.csv", USERS), "--hmac-key", &key]);
        assert_eq!(refused["problems"][0]["field"], "hmac_key", "{refused}");
    }
}
