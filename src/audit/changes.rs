//! What a change changed.

use serde_json::{Map, Value, json};

/// `{"before": {…}, "after": {…}}` with the fields of two objects that differ, at any depth; `None` if
/// none does.
pub fn changes(before: &Value, after: &Value) -> Option<Value> {
    (before != after).then(|| json!({ "before": only(before, after), "after": only(after, before) }))
}

/// What of `this` is not in `that`.
fn only(this: &Value, that: &Value) -> Value {
    let (Some(this), Some(that)) = (this.as_object(), that.as_object()) else { return this.clone() };
    let differ = this.iter().filter(|(name, value)| that.get(*name) != Some(value));
    let told =
        differ.map(|(name, value)| (name.clone(), that.get(name).map_or(value.clone(), |that| only(value, that))));
    Value::Object(told.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "name": "Acme", "active": true, "gone": 1, "settings": { "leeway": 60, "locale": "en" } });
        let after = json!({ "name": "Acme", "active": false, "settings": { "leeway": 0, "locale": "en" } });
        let told = json!({
            "before": { "active": true, "gone": 1, "settings": { "leeway": 60 } },
            "after": { "active": false, "settings": { "leeway": 0 } }
        });
        assert_eq!(changes(&before, &after), Some(told));
        assert_eq!(changes(&before, &before), None);
    }
}
