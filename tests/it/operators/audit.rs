//! `grantor audit`: what happened, for operators.

use std::process::Stdio;

use serde_json::{Value, json};

use super::installation::Installation;

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn events_are_listed_filtered_and_taken_out_whether_a_server_runs_or_not() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--name", "Acme"]);
    for number in 0..3 {
        here.json(&["user", "create", "acme", &format!("user{number}@example.com")]);
    }
    let _server = here.serve();
    here.json(&["user", "set", "acme", "user1@example.com", "--suspended", "on"]);
    let events = here.json(&["audit", "list", "acme", "--limit", "2"]);
    assert_eq!((&events["events"][0]["action"], events["events"].as_array().unwrap().len()), (&json!("deactivate"), 2));
    let made = here.json(&["audit", "list", "acme", "--source-type", "user", "--action", "create", "--text", "USER2"]);
    assert_eq!(made["events"][0]["source_label"], "user2");
    assert_eq!(made["events"].as_array().unwrap().len(), 1);
    let table = text(&here.run(&["audit", "list", "acme", "--limit", "1"]).stdout);
    assert!(table.contains("created at") && table.contains("deactivate"), "{table}");

    let lines = text(&here.run(&["audit", "export", "acme", "--source-type", "user"]).stdout);
    let events: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(events.len(), 4, "{lines}");
    let csv = text(&here.run(&["audit", "export", "acme", "--format", "csv"]).stdout);
    assert!(csv.starts_with(r#""id","created_at","action","#) && csv.contains(r#","exported","#), "{csv}");
    assert_eq!(here.json(&["audit", "list", "acme", "--action", "exported"])["events"].as_array().unwrap().len(), 2);
}

#[test]
fn a_list_that_cannot_be_read_out_does_not_say_that_nothing_was_changed() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme", "--name", "Acme"]);
    for verb in ["list", "export"] {
        let refused = here.run(&["audit", verb, "acme", "--from", "2026-11-01"]);
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(said.contains("Nothing was looked for.") && !said.contains("changed"), "{said}");
        assert!(said.contains("from") && said.contains("write a time as 2026-11-21T10:00:00Z"), "{said}");
    }
}

#[test]
fn more_words_than_anybody_types_are_refused() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let list = |words: &str| here.run(&["audit", "list", "acme", "--text", words, "--json"]);
    assert!(list(&"_".repeat(255)).status.success());
    let refusal = here.refusal(&["audit", "list", "acme", "--text", &"_".repeat(26_000)]);
    assert_eq!((&refusal["error"], &refusal["problems"][0]["field"]), (&json!("invalid"), &json!("text")), "{refusal}");
}

#[test]
fn what_could_not_be_written_is_said_and_a_reader_that_went_away_is_no_failure() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let into = |out: Stdio| {
        here.command(&["audit", "export", "acme", "--format", "csv"])
            .stdout(out)
            .stderr(Stdio::piped())
            .output()
            .unwrap()
    };
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let cut = into(full.into());
    assert_eq!(cut.status.code(), Some(1));
    assert!(text(&cut.stderr).contains("Standard output took not everything"), "{}", text(&cut.stderr));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let gone = into(writer.into());
    assert_eq!((gone.status.code(), text(&gone.stderr)), (Some(0), String::new()));
}

#[test]
fn a_word_that_means_nothing_is_refused_by_name() {
    let here = Installation::new();
    here.json(&["tenant", "create", "acme"]);
    let refused = here.refusal(&["audit", "list", "acme", "--action", "dance"]);
    assert_eq!(refused["problems"][0]["field"], "action");
    for (verb, address) in [("list", "nonsense"), ("list", ""), ("export", "192.0.2.0/24")] {
        let refused = here.refusal(&["audit", verb, "acme", "--ip-address", address]);
        assert_eq!(refused["problems"][0]["field"], "ip_address", "{address}");
    }
    for address in ["192.0.2.1", "2001:DB8::1", "local"] {
        assert_eq!(here.json(&["audit", "list", "acme", "--ip-address", address])["events"], json!([]), "{address}");
    }
    let refused = here.refusal(&["audit", "export", "nowhere"]);
    assert_eq!(refused["error"], "unknown");
}
