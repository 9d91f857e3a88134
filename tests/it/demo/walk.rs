//! `grantor demo --walk` holds every answer against the contract; here its own count is held against it.

use serde_json::Value;

use super::running::Folder;

#[test]
fn every_answer_is_as_the_contract_says() {
    let output = Folder::new().run(&["demo", "--walk", "--json"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    let steps = said["steps"].as_array().unwrap();
    let wrong: Vec<&Value> = steps
        .iter()
        .flat_map(|step| step["checks"].as_array().unwrap().iter().filter(|check| !check["wrong"].is_null()))
        .collect();
    assert_eq!((wrong, &said["failed"]), (Vec::<&Value>::new(), &Value::from(0)));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(steps.len() >= 30 && said["passed"].as_u64().unwrap() >= 140, "it has become shorter");
}

#[test]
fn it_can_be_read_and_ends_with_a_count() {
    let output = Folder::new().run(&["demo", "--walk"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("POST acme.localhost:") && said.contains("✓") && !said.contains("✗"));
    let last = said.trim_end().lines().last().unwrap();
    assert!(last.ends_with("passed, 0 failed"), "{last}");
    // A secret is a prefix and fifty characters.
    let whole = |word: &str| word.starts_with("grantor") && word.len() > 50;
    let words = said.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    assert_eq!(words.filter(|word| whole(word)).collect::<Vec<_>>(), Vec::<&str>::new());
}
