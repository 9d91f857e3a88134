//! Whoever is named is named in one shape, with what the vendor calls them.

use serde_json::{Value, json};

use super::installation::Installation;

#[test]
fn people_and_accounts_are_named_with_what_the_vendor_calls_them() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--external-id", "t-1", "--api-token-access", "on"]);
    let create = ["user", "create", "acme", "ada@example.com", "--name", "Ada", "--role", "admin"];
    let ada = here.json(&[&create[..], &["--external-id", "u-1"]].concat());
    let named = json!({ "id": ada["id"], "external_id": "u-1", "email": "ada@example.com", "name": "Ada" });

    let create = ["client", "create", "acme", "sync", "--owner", "external_id:u-1"];
    let made = here.json(&[&create[..], &["--service-account", "ada@example.com"]].concat());
    let shown = here.json(&["client", "show", "acme", "sync"]);
    let changed = here.json(&["client", "set", "acme", "sync", "--name", "Sync"]);
    let listed = here.json(&["client", "list", "acme"])["clients"][0].clone();
    let rotated = here.json(&["client", "rotate-secret", "acme", "sync"]);
    for client in [made, shown, changed, listed, rotated] {
        assert_eq!((&client["owner"], &client["service_account"]), (&named, &named), "{client}");
    }

    let create = ["api-token", "create", "acme", "--description", "nightly", "--user", "ada@example.com"];
    let made = here.json(&create);
    let id = made["id"].to_string();
    let shown = here.json(&["api-token", "show", "acme", &id]);
    let listed = here.json(&["api-token", "list", "acme"])["api_tokens"][0].clone();
    let used = here.json(&["api-token", "usage", "acme", &id])["api_token"].clone();
    for token in [made, shown, listed, used] {
        assert_eq!((&token["assigned_user"], &token["creator"]), (&named, &Value::Null), "{token}");
    }
    let table = here.run(&["api-token", "list", "acme"]).stdout;
    assert!(String::from_utf8(table).unwrap().contains("ada@example.com"));

    let log = |source: &str| here.json(&["audit", "list", "acme", "--source-type", source])["events"][0].clone();
    assert_eq!(log("user")["source_external_id"], "u-1");
    assert_eq!(log("account_setting")["source_external_id"], "t-1");

    let create = ["user", "create", "acme", "bob@example.com", "--external-id", "u-2"];
    let bob = here.json(&create);
    let gone = here.json(&["user", "delete", "acme", "bob@example.com"]);
    let named = ["id", "external_id", "email", "name"].map(|field| (&gone[field], &bob[field]));
    assert!(named.iter().all(|(gone, before)| gone == before) && gone["deleted_at"].is_string(), "{gone}");
}
