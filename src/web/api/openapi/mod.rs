//! What this server speaks in JSON, as an OpenAPI 3.1 document at `/openapi.json`.
//!
//! Addresses, methods, roles and scopes come from the [table](super::table), so no route can be missing and none can
//! say something else than the guard; what goes in and comes out is said in `operations` and `schemas`, and tests
//! hold every answer that they get against it. A macro on each handler (`utoipa`) was refused: the document would be
//! spread over all of them, and say again who may call, which the table says already.

mod account;
mod forms;
mod oauth;
mod operations;
mod parameters;
pub mod reference;
mod schemas;
mod security;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, ContentType};
use serde_json::{Map, Value, json};

use super::PREFIX;
use super::table::{Needs, Row, TABLE, Verb};
use crate::web::tenant::Active;
pub use operations::{Operation, operation};

/// Where the document is.
pub const PATH: &str = "/openapi.json";

/// `GET /openapi.json`
pub async fn serve(Active(at): Active) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "public, max-age=3600")).insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    answer.content_type(ContentType::json()).body(written(&at.issuer))
}

/// The document as it is sent to everybody who asks: it takes a hundred times as long to make, so that is done once.
fn written(issuer: &str) -> String {
    /// They stand for the issuer; how a browser's session is called hangs on the scheme.
    const ANYONE: [&str; 2] = ["http://issuer.invalid", "https://issuer.invalid"];
    static TEXTS: LazyLock<[String; 2]> = LazyLock::new(|| ANYONE.map(|issuer| document(issuer).to_string()));
    let secure = usize::from(issuer.starts_with("https:"));
    TEXTS[secure].replace(ANYONE[secure], issuer)
}

/// The document, for a tenant with this issuer.
pub fn document(issuer: &str) -> Value {
    let mut paths = Map::new();
    for row in TABLE {
        let path = paths.entry(format!("{PREFIX}/{}", row.path)).or_insert_with(|| json!({}));
        path[row.method.as_str().to_lowercase()] = described(row);
    }
    paths.extend(oauth::paths());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Grantor",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": issuer }],
        "paths": paths,
        "components": { "schemas": schemas::all(), "securitySchemes": security::schemes(issuer) },
    })
}

/// One row of the table.
fn described(row: &Row) -> Value {
    let Some(operation) = operation(row) else { return json!({ "responses": {} }) };
    let mut described = json!({
        "operationId": format!("{}_{}", row.method.as_str().to_lowercase(), row.path.replace(['/', '{', '}'], "_").replace("__", "_")),
        "summary": operation.summary,
        "description": who_may(row),
        "tags": [row.path.trim_start_matches("users/me/").split("/{").next().unwrap_or_default()],
        "security": security::of(row),
        "parameters": parameters::of(row, operation),
        "responses": responses(row, operation),
    });
    if let Some(body) = operation.takes {
        let schema = json!({ "$ref": format!("#/components/schemas/{body}") });
        let content = json!({ "application/json": { "schema": schema } });
        described["requestBody"] = json!({ "required": schemas::is_needed(body), "content": content });
    }
    described
}

/// Who may call it, in words.
fn who_may(row: &Row) -> String {
    let role = row.lowest.map_or("Anybody".to_owned(), |role| format!("{role} and above"));
    let scope = match row.needs {
        Needs::Nothing => "a token needs no scope".to_owned(),
        Needs::Read(resource) => format!("a token needs `read` or `{resource}:read`"),
        Needs::Credentials => "a token needs `credentials:write`".to_owned(),
        Needs::OwnOrRead => "a token needs `read` or `credentials:read`, and nothing for itself".to_owned(),
        Needs::OwnOrCredentials => "a token needs `credentials:write`, and nothing for itself".to_owned(),
    };
    format!("{role}; {scope}. Also with `.json` behind the path.")
}

/// A status, what it says, and which rows may answer with it.
type Refusal = (&'static str, &'static str, fn(&Row) -> bool);

const REFUSALS: [Refusal; 8] = [
    ("400", "Not understood", |_| true),
    ("401", "No credentials, or none that open anything", |_| true),
    ("403", "A scope is missing, or the role is too low", |_| true),
    ("404", "No such thing in this account", |_| true),
    ("422", "A field cannot be so", |row| row.method != Verb::Get),
    ("429", "Too often: wait as long as Retry-After says", |row| !is_file(row)),
    ("429", "Once a minute: wait as long as Retry-After says", is_file),
    ("503", "Ask again in a moment", |_| true),
];

/// Whether it answers with a file.
fn is_file(row: &Row) -> bool {
    row.path == "audit_logs/export"
}

fn responses(row: &Row, operation: &Operation) -> Value {
    let mut responses = Map::new();
    for status in operation.status {
        let mut told = json!({ "description": "Done" });
        if let Some(schema) = operation.gives {
            told["content"] = refers(schema);
        } else if is_file(row) {
            told["content"] = json!({ "text/csv": text(), "application/jsonl": text() });
        }
        responses.insert(status.to_string(), told);
    }
    let refusals = REFUSALS.iter().filter(|(.., applies)| applies(row));
    responses.extend(refusals.map(|(status, says, _)| ((*status).to_owned(), refusal(row, status, says))));
    Value::Object(responses)
}

fn refusal(row: &Row, status: &str, says: &str) -> Value {
    let mut told = json!({ "description": says });
    told["content"] = refers(if status == "422" { "RecordInvalid" } else { "Error" });
    if matches!(status, "429" | "503") {
        told["headers"] = json!({ "Retry-After": { "required": true, "schema": { "type": "integer" } } });
    }
    if status == "429" && is_file(row) {
        told["content"]["text/plain"] = text();
    }
    told
}

fn refers(name: &str) -> Value {
    json!({ "application/json": { "schema": forms::of(name) } })
}

fn text() -> Value {
    json!({ "schema": forms::text() })
}
