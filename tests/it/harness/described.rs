//! Whether `/openapi.json` describes what is taken and given: each answer of each test is held against it, and each body
//! in JSON that was taken.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use actix_web::http::Method;
use grantor::web::api::openapi::document;
use jsonschema::Validator;
use serde_json::{Value, json};

use super::answer::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| document("http://acme.localhost:8080"));

/// The same, but what it does not name may not be there.
static CLOSED: LazyLock<Value> = LazyLock::new(|| closed(DOCUMENT.clone()));

/// Those that were made, by where their schema stands in the document: every one has to read all of it.
static VALIDATORS: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);

/// Panics if `answer` is to something that is described, and not as it is described.
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let (path, method) = named(method, path);
    let operation = &CLOSED["paths"][&path][&method];
    // An account that is not there, and one with a surface that is off, has none of it.
    if operation.is_null() || answer.status == 404 && answer.body.is_empty() {
        return;
    }
    let described = &operation["responses"][answer.status.to_string()];
    let told = || format!("{method} {path}: {} {}", answer.status, String::from_utf8_lossy(&answer.body));
    assert!(described.is_object(), "not described: {}", told());
    let essence = answer.header("content-type").unwrap_or_default();
    let essence = essence.split(';').next().unwrap_or_default();
    let schema = &described["content"][essence]["schema"];
    assert!(described["content"].is_null() || schema.is_object(), "not described as {essence}: {}", told());
    match essence {
        "application/json" if schema.is_object() => {
            let validator = validator(format!("{method} {path} {}", answer.status), schema, &CLOSED);
            let body = serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("no JSON: {}", told()));
            let wrong: Vec<String> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "not as described: {wrong:?} {}", told());
        }
        _ => {}
    }
}

/// Panics if `body` was taken and is not what is described.
pub fn taken(method: &Method, path: &str, body: &Value) {
    let (path, method) = named(method, path);
    let schema = &DOCUMENT["paths"][&path][&method]["requestBody"]["content"]["application/json"]["schema"];
    if schema.is_object() {
        let validator = validator(format!("{method} {path}"), schema, &DOCUMENT);
        assert!(validator.is_valid(body), "taken, and not as described: {method} {path} {body}");
    }
}

/// As the document has it.
fn named(method: &Method, path: &str) -> (String, String) {
    let path = path.strip_suffix(".json").filter(|path| path.starts_with("/api/")).unwrap_or(path);
    let path: Vec<&str> = path.split('/').map(|part| if number(part) { "{id}" } else { part }).collect();
    (path.join("/"), method.as_str().to_lowercase())
}

fn validator(place: String, schema: &Value, document: &Value) -> Arc<Validator> {
    let make = || {
        let schema = json!({ "allOf": [schema], "components": document["components"] });
        Arc::new(jsonschema::options().build(&schema).expect("a schema"))
    };
    let mut made = VALIDATORS.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(made.entry(place).or_insert_with(make))
}

fn number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// The same schemas, which take no other members than they name.
fn closed(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(members) => {
            for member in members.values_mut() {
                *member = closed(member.take());
            }
            if members.get("properties").is_some_and(Value::is_object) && !members.contains_key("additionalProperties")
            {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|entry| *entry = closed(entry.take())),
        _ => {}
    }
    schema
}
