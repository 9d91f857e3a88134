//! What can stand in a path or behind the question mark.

use serde_json::{Value, json};

use super::operations::Operation;
use super::schemas::{many, number, switch, text};
use super::{Row, is_file, operations};
use crate::storage::Words;

/// The parameters of `row`.
pub(super) fn of(row: &Row, operation: &Operation) -> Vec<Value> {
    let named = row.path.contains("{id}").then(
        || json!({ "name": "id", "in": "path", "required": true, "schema": { "type": "integer", "minimum": 0 } }),
    );
    let pages = if operation.paged { operations::PAGES } else { &[] };
    let format: &[&str] = if is_file(row) { &["format"] } else { &[] };
    let queried = format.iter().chain(operation.query).chain(pages).map(|name| queried(name));
    named.into_iter().chain(queried).collect()
}

/// A list is sent as its parameter repeated, with and without brackets behind the name.
fn queried(name: &str) -> Value {
    let schema = schema(name);
    let mut parameter = json!({ "name": name, "in": "query" });
    if schema["type"] == "array" {
        parameter["style"] = json!("form");
        parameter["explode"] = json!(true);
    }
    parameter["schema"] = schema;
    parameter
}

fn schema(name: &str) -> Value {
    let role = json!({ "enum": ["end-user", "agent", "admin"] });
    match name {
        "role" => role,
        "role[]" => many(&role),
        "filter[source_type]" | "filter[source_type][]" | "filter[action]" | "filter[action][]" => many(&text()),
        "filter[created_at]" | "filter[created_at][]" => {
            json!({ "type": "array", "maxItems": 2, "items": { "type": "string", "format": "date-time" } })
        }
        "format" => json!({ "enum": ["csv", "jsonl"] }),
        "sort_order" => json!({ "enum": ["asc", "desc"] }),
        "filter[source_id]" | "filter[actor_id]" | "client_id" | "global_client_id" | "days" | "idle_days" | "page" => {
            number()
        }
        "per_page" | "page[size]" => json!({ "type": "integer", "maximum": 100 }),
        "query" => json!({ "type": "string", "maxLength": Words::MOST }),
        "all" | "include_expired" | "include_users" => switch(),
        _ => text(),
    }
}
