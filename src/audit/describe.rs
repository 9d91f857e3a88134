//! What an event tells, field by field, for people.

use serde_json::Value;

/// One field that a change changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Its path: `settings.refresh_leeway`.
    pub field: String,
    /// Its value before; empty if it had none.
    pub before: String,
    /// Its value after.
    pub after: String,
}

/// The fields that a change changed.
pub fn changed(details: &Value) -> Vec<Changed> {
    let (before, after) = (flat("", &details["before"]), flat("", &details["after"]));
    let gone = before.iter().filter(|(name, _)| !after.iter().any(|(other, _)| other == name));
    let value = |of: &[(String, String)], name: &str| {
        of.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let names = after.iter().chain(gone).map(|(name, _)| name);
    names
        .map(|name| Changed { field: name.clone(), before: value(&before, name), after: value(&after, name) })
        .collect()
}

/// What else is known: each path with its value.
pub fn beside(details: &Value) -> Vec<(String, String)> {
    let fields = details.as_object().into_iter().flatten();
    let others = fields.filter(|(name, _)| !matches!(name.as_str(), "before" | "after"));
    others.flat_map(|(name, value)| flat(name, value)).collect()
}

/// The same in one text, for programs that show it as it is.
pub fn describe(details: &Value) -> String {
    let changed = changed(details).into_iter().map(|Changed { field, before, after }| match before.as_str() {
        "" => format!("{field} set to {after:?}"),
        _ => format!("{field} changed from {before:?} to {after:?}"),
    });
    let beside = beside(details).into_iter().map(|(name, value)| format!("{name}: {value}"));
    changed.chain(beside).collect::<Vec<_>>().join("\n")
}

/// The values in `value` by their paths.
fn flat(path: &str, value: &Value) -> Vec<(String, String)> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| flat(&below(name), value)).collect(),
        Value::Null if path.is_empty() => Vec::new(),
        Value::Null => vec![(path.to_owned(), String::new())],
        Value::String(text) => vec![(path.to_owned(), text.clone())],
        Value::Array(words) if words.iter().all(Value::is_string) => {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            vec![(path.to_owned(), words.join(" "))]
        }
        other => vec![(path.to_owned(), other.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_is_told_field_by_field() {
        let details = json!({
            "before": { "name": "a", "gone": true, "settings": { "leeway": 60 } },
            "after": { "name": "b", "uris": ["x", "y"], "settings": { "leeway": 0 } },
            "by": "link", "count": 3
        });
        let told = "name changed from \"a\" to \"b\"\nuris set to \"x y\"\n\
            settings.leeway changed from \"60\" to \"0\"\ngone changed from \"true\" to \"\"\nby: link\ncount: 3";
        assert_eq!(describe(&details), told);
        assert_eq!(describe(&json!({})), "");
    }
}
