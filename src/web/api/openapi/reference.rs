//! The document as a page: `/openapi`, for developers who want to read before they generate.
//!
//! What surrounds it is in the reader's language; what each call does is said in English, as in the document. A viewer
//! with a script (Swagger UI, Redoc) was refused: the policy of these pages runs none, and the reader needs none.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::{PATH as DOCUMENT, document};
use crate::web::pages::headers::Answer;
use crate::web::pages::reference::{Call, Field, Group, Reference};
use crate::web::visit::Visit;

/// Where the page is.
pub const PATH: &str = "/openapi";

/// `GET /openapi`
pub async fn show(visit: Visit) -> HttpResponse {
    let frame = visit.frame(true);
    visit.page(
        Answer::Page,
        StatusCode::OK,
        &Reference { frame, document: DOCUMENT.to_owned(), groups: Cow::Borrowed(&GROUPS) },
    )
}

/// What there is is the same at every tenant.
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| groups(&document("")));

/// What can be called, by what it is about, in the order of the document's names.
pub fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in members(methods) {
            let tag = operation["tags"][0].as_str().unwrap_or_default();
            let call = call(document, path, method, operation);
            match groups.iter_mut().find(|group| group.name == tag) {
                Some(group) => group.calls.push(call),
                None => groups.push(Group { name: tag.to_owned(), calls: vec![call] }),
            }
        }
    }
    groups
}

fn call(document: &Value, path: &str, method: &str, operation: &Value) -> Call {
    let text = |name: &str| operation[name].as_str().unwrap_or_default().to_owned();
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let body = members(&operation["requestBody"]["content"]).next().map(|(_, content)| &content["schema"]);
    let done = members(&operation["responses"]).find(|(status, _)| status.starts_with('2'));
    let answer = done.map(|(_, answer)| &answer["content"]["application/json"]["schema"]);
    Call {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text("summary"),
        description: text("description"),
        parameters: parameters.map(parameter).collect(),
        takes: body.map(|schema| fields(document, schema)).unwrap_or_default(),
        status: done.map(|(status, _)| status.to_owned()).unwrap_or_default(),
        gives: answer.map(|schema| fields(document, schema)).unwrap_or_default(),
        refusals: members(&operation["responses"])
            .filter(|(status, _)| !status.starts_with('2'))
            .map(|(status, told)| (status.to_owned(), told["description"].as_str().unwrap_or_default().to_owned()))
            .collect(),
    }
}

/// The members of an object, by the shortest way in: one that holds nothing but a record is the record.
fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = meant(document, schema);
    let mut known = members(&schema["properties"]);
    match (known.next(), known.next()) {
        (Some((name, only)), None) => {
            let inner = meant(document, only);
            let told = members(&inner["properties"]).map(|(inner, it)| field(&format!("{name}.{inner}"), it));
            let told: Vec<Field> = told.collect();
            if told.is_empty() { vec![field(name, only)] } else { told }
        }
        _ => members(&schema["properties"]).map(|(name, it)| field(name, it)).collect(),
    }
}

/// What a schema stands for: where it leads, and of several forms the first.
fn meant<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return meant(document, &document["components"]["schemas"][name]);
    }
    let forms = schema["anyOf"].get(0).filter(|_| !schema["properties"].is_object());
    forms.map_or(schema, |first| meant(document, first))
}

fn parameter(told: &Value) -> Field {
    let text = |name: &str| told[name].as_str().unwrap_or_default();
    Field { says: text("description").to_owned(), ..field(text("name"), &told["schema"]) }
}

fn field(name: &str, schema: &Value) -> Field {
    Field { name: name.to_owned(), kind: kind(schema), says: String::new() }
}

/// The form of a value, in words: `integer or string`, `one of admin, agent`, `Client`.
fn kind(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return different(words).join(" | ");
    }
    if let Some(constant) = schema.get("const") {
        return plain(constant);
    }
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return name.to_owned();
    }
    if schema["type"] == "array" {
        return format!("array of {}", kind(&schema["items"]));
    }
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(plain).collect::<Vec<_>>().join(" | "),
        Value::String(kind) => {
            schema["format"].as_str().map_or_else(|| kind.clone(), |format| format!("{kind} ({format})"))
        }
        _ => schema["anyOf"]
            .as_array()
            .map(|forms| forms.iter().map(kind).collect::<Vec<_>>().join(" | "))
            .unwrap_or_default(),
    }
}

/// The words of an enumeration: what may come as text, too, reads the same.
fn different(words: &[Value]) -> Vec<String> {
    let mut seen = HashSet::new();
    words.iter().filter(|word| !word.is_null()).map(plain).filter(|word| seen.insert(word.clone())).collect()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn members(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}
