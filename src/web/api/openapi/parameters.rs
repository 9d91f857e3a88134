//! What can stand in a path or behind the question mark.

use serde_json::{Value, json};

use super::forms::{many, switch, text};
use super::operations::Operation;
use super::{Row, is_file, operations};
use crate::sidecar::usage::{KEPT_DAYS, USUAL_DAYS};
use crate::storage::{COUNTED, Words};

/// The parameters of `row`.
pub(super) fn of(row: &Row, operation: &Operation) -> Vec<Value> {
    let named = row.path.contains("{id}").then(|| {
        json!({ "name": "id", "in": "path", "required": true, "schema": at_least(0),
            "description": "The number of what is meant" })
    });
    let pages = if operation.sorts.is_some() { operations::PAGES } else { &[] };
    let format: &[&str] = if is_file(row) { &["format"] } else { &[] };
    let sorts = operation.sorts.map(|words| words()).unwrap_or_default();
    let queried = format.iter().chain(operation.query).chain(pages).map(|name| queried(name, &sorts));
    named.into_iter().chain(queried).collect()
}

/// A list is sent as its parameter repeated, with and without brackets behind the name.
fn queried(name: &str, sorts: &[&str]) -> Value {
    let schema = schema(name, sorts);
    let mut parameter = json!({ "name": name, "in": "query", "description": says(name) });
    if schema["type"] == "array" {
        parameter["style"] = json!("form");
        parameter["explode"] = json!(true);
    }
    parameter["schema"] = schema;
    parameter
}

fn schema(name: &str, sorts: &[&str]) -> Value {
    let role = json!({ "enum": ["end-user", "agent", "admin"] });
    match name {
        "role" => role,
        "role[]" => many(&role),
        "filter[source_type]" | "filter[source_type][]" | "filter[action]" | "filter[action][]" => many(&text()),
        "filter[created_at]" | "filter[created_at][]" => {
            json!({ "type": "array", "maxItems": 2, "items": { "type": "string", "format": "date-time" } })
        }
        "format" => json!({ "enum": ["csv", "jsonl"] }),
        "sort" => {
            json!({ "enum": sorts.iter().flat_map(|word| [(*word).to_owned(), format!("-{word}")]).collect::<Vec<_>>() })
        }
        "sort_by" => json!({ "enum": sorts }),
        "sort_order" => json!({ "enum": ["asc", "desc"] }),
        "filter[source_id]" | "filter[actor_id]" | "client_id" | "global_client_id" | "days" | "idle_days" | "page"
        | "per_page" | "page[size]" => at_least(0),
        "query" => json!({ "type": "string", "maxLength": Words::MOST }),
        "all" | "include_expired" | "include_users" => switch(),
        _ => text(),
    }
}

fn at_least(least: i64) -> Value {
    json!({ "type": "integer", "minimum": least })
}

/// What a parameter is for.
fn says(name: &str) -> String {
    let usual = format!("{USUAL_DAYS} unless told, {KEPT_DAYS} at most");
    match name {
        "days" => format!("How many days to look back, today included: {usual}"),
        "idle_days" => format!("Unused is what nobody has called by for so many days: {usual}"),
        "page" => format!("By number: which page, as far as {COUNTED} rows"),
        _ => PURPOSES
            .iter()
            .find(|(names, _)| names.contains(&name))
            .map(|(_, says)| (*says).to_owned())
            .unwrap_or_default(),
    }
}

const PURPOSES: &[(&[&str], &str)] = &[
    (&["role", "role[]"], "Only people with this role, or with one of these"),
    (&["external_id"], "Only the user that the vendor's own system calls so"),
    (&["query"], "Only people in whose name or e-mail address each of these words is"),
    (&["client_id"], "Only tokens of this client of the account"),
    (&["global_client_id"], "Only what belongs to this client of the platform"),
    (&["all"], "Everything there is, and not only what has to do with who asks"),
    (&["include_expired"], "Tokens that have expired, too"),
    (&["include_users"], "Also say who made each of them"),
    (&["access_token"], "An access token, at an account that takes it here (RFC 6750 §2.3): not beside a header"),
    (&["format"], "What the file is: csv unless told"),
    (&["filter[source_type]", "filter[source_type][]"], "Only what happened to these kinds of things"),
    (&["filter[source_id]"], "Only what happened to the thing of this number; with one kind of things"),
    (&["filter[actor_id]"], "Only what this user did"),
    (&["filter[ip_address]"], "Only what came from this address"),
    (&["filter[created_at]", "filter[created_at][]"], "Only what happened then: from, and until"),
    (&["filter[action]", "filter[action][]"], "Only these actions"),
    (&["page[size]"], "By cursor: how many rows; 100 unless told, and at most"),
    (&["page[after]"], "By cursor: what comes after `meta.after_cursor` of another answer; not with page[before]"),
    (&["page[before]"], "By cursor: what comes before `meta.before_cursor` of another answer"),
    (&["sort"], "By what the rows are sorted; with - in front the greatest first"),
    (&["per_page"], "By number: how many rows; 100 unless told, and at most"),
    (&["sort_by"], "The same as sort, in two parameters"),
    (&["sort_order"], "In which order sort_by sorts"),
];
