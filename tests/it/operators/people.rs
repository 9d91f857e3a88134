//! `grantor user import` and `grantor user delete`: people come in a file, and go.

use serde_json::{Value, json};

use super::installation::Installation;

fn acme() -> Installation {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    here
}

fn import(here: &Installation, file: &str, more: &[&str]) -> (Option<i32>, Value) {
    let output = here.run(&[&["user", "import", "acme", file, "--json"], more].concat());
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

fn counts(report: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|name| report[name].as_i64().unwrap())
}

#[test]
fn a_file_of_people_can_be_sent_again_and_again() {
    let here = acme();
    let _server = here.serve();
    let line = |number: usize| {
        format!("{}\n", json!({ "external_id": number.to_string(), "email": format!("u{number}@example.com") }))
    };
    let many: String = (0..250).map(line).collect();
    let file = here.file("people.jsonl", &many);
    let (status, report) = import(&here, &file, &["--dry-run"]);
    assert_eq!((status, counts(&report), &report["dry_run"]), (Some(0), [250, 0, 0, 0], &json!(true)));
    assert_eq!(here.json(&["user", "list", "acme"])["users"], json!([]), "a dry run does nothing");
    assert_eq!(counts(&import(&here, &file, &[]).1), [250, 0, 0, 0]);
    assert_eq!(counts(&import(&here, &file, &[]).1), [0, 0, 250, 0]);
    let changed = many.replacen(r#"u7@example.com""#, r#"u7@example.com","role":"agent","name":"Ada""#, 1);
    assert_eq!(counts(&import(&here, &here.file("people.jsonl", &changed), &[]).1), [0, 1, 249, 0]);
    let ada = here.json(&["user", "show", "acme", "external_id:7"]);
    assert_eq!((&ada["name"], &ada["role"], &ada["verified"]), (&json!("Ada"), &json!("agent"), &json!(true)));
}

#[test]
fn a_line_that_is_refused_is_named_and_holds_up_no_other() {
    let here = acme();
    let lines = "{\"external_id\":\"1\",\"email\":\"ada@example.com\"}\n\n\
                 {\"external_id\":\"2\",\"email\":\"ADA@example.com\"}\n\
                 {\"external_id\":\"3\",\"emial\":\"bob@example.com\"}\nnot JSON\n\
                 {\"email\":\"eve@example.com\",\"role\":\"owner\"}\n{}\n{\"email\":\"kim@example.com\"}";
    let output = here.run_with(&["user", "import", "acme", "-", "--json"], lines);
    assert_eq!(output.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 5]);
    let named: Vec<_> = report["refusals"].as_array().unwrap().iter().map(|refusal| refusal["line"].clone()).collect();
    assert_eq!(json!(named), json!([3, 4, 5, 6, 7]));
    assert_eq!(report["refusals"][0]["problems"][0]["field"], "email");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("line 3, email") && said.contains("5 lines were refused."), "{said}");
    assert_eq!(here.refusal(&["user", "import", "globex", &here.file("one.jsonl", "{}")])["error"], "unknown");
    assert_eq!(here.refusal(&["user", "import", "globex", "/dev/null"])["error"], "unknown");
    assert_eq!(here.refusal(&["user", "import", "acme", "no-such-file"])["error"], "file");
    assert_eq!(import(&here, "/dev/null", &[]).0, Some(0), "an empty file says nothing");
}

#[test]
fn a_file_longer_than_one_request_goes_in_parts_and_lines_keep_their_numbers() {
    let here = acme();
    let padding = " ".repeat(1_000);
    let line = |number: usize| match number {
        2_400 => "wrong\n".to_owned(),
        _ => format!("{{\"email\":\"ada@example.com\"{padding}}}\n"),
    };
    let file = here.file("long.jsonl", &(1..=2_500).map(line).collect::<String>());
    let (status, report) = import(&here, &file, &[]);
    assert_eq!((status, counts(&report)), (Some(1), [1, 0, 2_498, 1]));
    assert_eq!(report["refusals"][0]["line"], 2_400);
}

#[test]
fn whoever_is_deleted_is_gone_and_their_address_is_free() {
    let here = acme();
    let create = ["user", "create", "acme", "ada@example.com", "--name", "Ada", "--external-id", "7"];
    let ada = here.json(&create);
    here.json(&[
        "client",
        "create",
        "acme",
        "sync",
        "--redirect-uri",
        "https://app.example/cb",
        "--owner",
        "external_id:7",
    ]);
    let refusal = here.refusal(&["user", "delete", "acme", "ada@example.com"]);
    assert!(refusal["problems"][0]["message"].as_str().unwrap().contains("sync"), "{refusal}");
    here.json(&["client", "set", "acme", "sync", "--owner", ""]);
    let gone = here.json(&["user", "delete", "acme", "ada@example.com"]);
    assert_eq!((&gone["id"], &gone["name"]), (&ada["id"], &json!("Ada")));
    assert_eq!(here.refusal(&["user", "delete", "acme", "external_id:7"])["error"], "unknown");
    assert_eq!(here.refusal(&["user", "show", "acme", &ada["id"].to_string()])["error"], "unknown");
    assert_ne!(here.json(&create)["id"], ada["id"]);
}
