//! What schemas are made of.

use serde_json::{Map, Value, json};

use crate::protocol::lifetimes::Bounds;

/// An object that always has all of these members.
pub(super) fn object(members: &Value) -> Value {
    let required: Vec<&String> = members.as_object().into_iter().flat_map(Map::keys).collect();
    json!({ "type": "object", "required": required, "properties": members })
}

/// The same, with more members that are not always there.
pub(super) fn object_and(members: &Value, more: &Value) -> Value {
    let mut object = object(members);
    for (name, schema) in more.as_object().into_iter().flatten() {
        object["properties"][name] = schema.clone();
    }
    object
}

/// An object of which any member may be left out.
pub(super) fn optional(members: &Value) -> Value {
    json!({ "type": "object", "properties": members })
}

/// What is sent with its envelope, or without.
pub(super) fn either(envelope: &str, members: &Value) -> Value {
    enveloped(envelope, &optional(members))
}

fn enveloped(envelope: &str, inner: &Value) -> Value {
    json!({ "anyOf": [object(&json!({ envelope: inner })), inner] })
}

/// The same of what has to have all members of one of `needs`, none of them blank.
pub(super) fn needing(envelope: &str, members: &Value, needs: &[&[&str]]) -> Value {
    let present = |name: &&str| ((*name).to_owned(), json!({ "not": { "enum": [null, ""] } }));
    let form = |needed: &&[&str]| {
        let properties: Map<_, _> = needed.iter().map(present).collect();
        json!({ "required": needed, "properties": properties })
    };
    let mut inner = optional(members);
    inner["anyOf"] = needs.iter().map(form).collect();
    enveloped(envelope, &inner)
}

pub(super) fn of(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn maybe(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

pub(super) fn number() -> Value {
    json!({ "type": "integer" })
}

pub(super) fn switch() -> Value {
    json!({ "type": "boolean" })
}

pub(super) fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

pub(super) fn maybe_time() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

pub(super) fn texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

/// Numbers and switches may come as text, lists as one.
pub(super) fn lenient(kind: &str) -> Value {
    match kind {
        "integer" => json!({ "type": ["integer", "string", "null"], "minimum": 0, "pattern": "^[0-9]{1,18}$" }),
        "boolean" => json!({ "enum": [true, false, "true", "false", "1", "0", null] }),
        _ => json!({ "type": [kind, "string", "null"], "items": text() }),
    }
}

/// Seconds from `least` to `most`.
pub(super) fn seconds(least: i64, most: i64) -> Value {
    let mut seconds = lenient("integer");
    seconds["minimum"] = json!(least);
    seconds["maximum"] = json!(most);
    seconds
}

/// The same, as bounds.
pub(super) fn within(bounds: Bounds) -> Value {
    seconds(bounds.least, bounds.most)
}

/// Words that something is held to; `null` is no limit.
pub(super) fn limit() -> Value {
    json!({ "type": ["array", "string", "null"], "minItems": 1, "minLength": 1, "items": text() })
}

pub(super) fn many(of: &Value) -> Value {
    json!({ "type": "array", "items": of })
}
