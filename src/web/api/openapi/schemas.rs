//! The objects of the document: what comes out, and what may go in.

use serde_json::{Map, Value, json};

use super::account::account;
use super::forms::{
    either, lenient, limit, many, maybe, maybe_time, needing, number, object, object_and, of, optional, seconds,
    switch, text, texts, time, within,
};
use crate::clients::LONGEST_OVERLAP;
use crate::protocol::lifetimes::Bounds;

/// Every object, by name.
pub(super) fn all() -> Value {
    let mut all = Map::new();
    all.extend(clients());
    all.extend(global_clients());
    all.extend(tokens());
    all.extend(people());
    all.extend(account());
    all.extend(audit_and_api_tokens());
    all.extend(errors());
    Value::Object(all)
}

/// Schemas by name.
pub(super) type Named = Vec<(String, Value)>;

/// Whether a body of this name cannot be left out.
pub(super) fn is_needed(body: &str) -> bool {
    matches!(body, "NewUserBody" | "KnownUserBody" | "NewClientBody")
}

/// A record with its list, its answer and its body.
fn record(name: &str, one: &str, many: &str, shown: Value, body: &Value) -> Named {
    let (meta, links) = cursors();
    let list = json!({ "type": "object", "required": [many], "properties": {
        many: { "type": "array", "items": of(name) }, "meta": meta, "links": links,
        "count": { "type": "integer" },
        "next_page": { "type": ["string", "null"] }, "previous_page": { "type": ["string", "null"] },
    } });
    vec![
        (name.to_owned(), shown),
        (format!("{name}Answer"), object(&json!({ one: of(name) }))),
        (format!("{name}s"), list),
        (format!("{name}Body"), either(one, body)),
    ]
}

/// How one goes on by cursor.
fn cursors() -> (Value, Value) {
    let meta = json!({ "has_more": switch(), "after_cursor": maybe("string"), "before_cursor": maybe("string") });
    let links = json!({ "next": maybe("string"), "prev": maybe("string") });
    (object(&meta), object(&links))
}

fn clients() -> Named {
    let shown = json!({
        "id": number(), "url": text(), "identifier": text(), "name": text(), "user_id": maybe("integer"),
        "owner": maybe("integer"), "service_account_id": maybe("integer"), "company": text(), "description": text(),
        "kind": { "enum": ["public", "confidential"] }, "active": switch(), "global": switch(),
        "redirect_uri": texts(), "allowed_scopes": { "type": ["array", "null"], "items": text() },
        "access_token_lifetime": maybe("integer"), "refresh_token_lifetime": maybe("integer"),
        "access_token_never_expires": switch(), "sends_issuer": switch(), "logo_url": maybe("string"),
        "secret": maybe("string"), "used_at": maybe_time(), "created_at": time(), "updated_at": time(),
    });
    let body = json!({
        "identifier": maybe("string"), "name": maybe("string"), "company": maybe("string"),
        "description": maybe("string"), "kind": { "enum": ["public", "confidential", "unknown", null] },
        "user_id": lenient("integer"), "owner": lenient("integer"), "service_account_id": lenient("integer"),
        "redirect_uri": lenient("array"), "allowed_scopes": limit(), "access_token_lifetime": within(Bounds::ACCESS),
        "refresh_token_lifetime": within(Bounds::REFRESH), "access_token_never_expires": lenient("boolean"),
        "sends_issuer": lenient("boolean"), "active": lenient("boolean"),
    });
    let elsewhere = object(&json!({ "attempts": number(), "last_at": time() }));
    let either = |schema: Value| json!({ "anyOf": [schema, { "type": "null" }] });
    let more = json!({ "used_elsewhere": either(elsewhere), "proposal": either(proposal()) });
    let mut named = record("Client", "client", "clients", object_and(&shown, &more), &body);
    named.push(("NewClientBody".to_owned(), needing("client", &body, &[&["identifier", "name"]])));
    named
}

/// Somebody in short, or nobody.
fn maybe_named() -> Value {
    let named = json!({ "id": number(), "external_id": maybe("string"), "email": text(), "name": text() });
    json!({ "anyOf": [object(&named), { "type": "null" }] })
}

/// Whether a client is to be one for every account, and what the operator said.
fn proposal() -> Value {
    let global = object(&json!({ "id": number(), "identifier": text() }));
    object(&json!({
        "state": { "enum": ["proposed", "declined", "promoted"] }, "proposed_by": maybe_named(), "created_at": time(),
        "decided_at": maybe_time(), "reason": maybe("string"),
        "global_client": { "anyOf": [global, { "type": "null" }] },
    }))
}

fn global_clients() -> Named {
    let global = json!({
        "id": number(), "url": text(), "identifier": text(), "name": text(), "company": text(), "description": text(),
        "logo_url": maybe("string"), "kind": { "enum": ["public", "confidential"] }, "active": switch(),
        "blocked": switch(), "blocked_at": maybe_time(), "service_account_id": maybe("integer"),
    });
    let decision = json!({ "blocked": lenient("boolean"), "service_account_id": lenient("integer") });
    let mut named = record("GlobalClient", "global_client", "global_clients", object(&global), &decision);
    let counted = object(&json!({ "id": number(), "tokens_count": number(), "last_used_at": maybe_time() }));
    let summary = object(&json!({ "global_clients": { "type": "array", "items": counted } }));
    named.push(("TokenSummary".to_owned(), summary));
    named.push(("SecretBody".to_owned(), optional(&json!({ "overlap": seconds(0, LONGEST_OVERLAP) }))));
    named
}

fn tokens() -> Named {
    let shown = json!({
        "id": number(), "url": text(), "client_id": number(), "user_id": number(), "scopes": texts(), "token": text(),
        "refresh_token": maybe("string"), "created_at": time(), "expires_at": maybe_time(),
        "refresh_token_expires_at": maybe_time(), "used_at": maybe_time(),
    });
    let body = json!({
        "client_id": lenient("integer"), "scopes": lenient("array"), "scope": lenient("array"),
        "expires_in": lenient("integer"),
    });
    record("Token", "token", "tokens", object(&shown), &body)
}

fn people() -> Named {
    let shown = json!({
        "id": maybe("integer"), "url": maybe("string"), "name": text(), "email": text(),
        "external_id": maybe("string"), "role": { "enum": ["end-user", "agent", "admin"] }, "verified": switch(),
        "active": switch(), "suspended": switch(), "locale": maybe("string"), "time_zone": maybe("string"),
        "role_type": maybe("integer"), "organization_id": maybe("integer"), "phone": maybe("string"),
        "photo": maybe("string"), "tags": texts(), "user_fields": { "type": "object" }, "created_at": maybe_time(), "updated_at": maybe_time(),
    });
    // Only a session is told it.
    let more = json!({ "authenticity_token": text() });
    let body = json!({
        "email": maybe("string"), "name": maybe("string"), "role": { "enum": ["end-user", "agent", "admin", null] },
        "verified": lenient("boolean"), "suspended": lenient("boolean"),
        "external_id": { "type": ["string", "integer", "null"] },
        "locale": maybe("string"), "time_zone": maybe("string"),
    });
    let mut named = record("User", "user", "users", object_and(&shown, &more), &body);
    named.push(("NewUserBody".to_owned(), needing("user", &body, &[&["email", "name"]])));
    // Whoever is new needs a name, too.
    named.push(("KnownUserBody".to_owned(), needing("user", &body, &[&["external_id"], &["email"]])));
    named
}

fn audit_and_api_tokens() -> Named {
    let event = json!({
        "id": number(), "url": text(), "action": text(), "action_label": text(), "actor_id": maybe("integer"),
        "actor_name": text(), "actor_external_id": maybe("string"), "source_id": maybe("integer"),
        "source_type": text(), "source_label": text(), "source_external_id": maybe("string"),
        "change_description": text(), "ip_address": maybe("string"), "created_at": time(),
    });
    let mut named = record("AuditLog", "audit_log", "audit_logs", object(&event), &json!({}));
    let scopes = json!({ "type": ["array", "null"], "items": text() });
    let token = json!({
        "id": number(), "url": text(), "user_id": maybe("integer"), "assigned_user_id": maybe("integer"),
        "description": text(), "active": switch(), "scopes": scopes, "allowed_ips": texts(),
        "expires_at": maybe_time(), "last_used": maybe_time(), "visible_token": text(), "created_at": time(),
        "updated_at": time(),
    });
    // Whole once; who made it where that was asked for.
    let more = json!({ "token": text(), "user_name": maybe("string"), "user_email": maybe("string"),
        "user_external_id": maybe("string") });
    let body = json!({
        "description": maybe("string"), "assigned_user_id": lenient("integer"), "scopes": limit(),
        "allowed_ips": lenient("array"), "expires_at": maybe_time(), "active": lenient("boolean"),
    });
    named.extend(record("ApiToken", "api_token", "api_tokens", object_and(&token, &more), &body));
    named.extend(api_token_uses());
    named.extend(replacements());
    named
}

fn api_token_uses() -> Named {
    let line = object(&json!({
        "id": number(), "description": text(), "hint": text(), "status": { "enum": ["active", "expired", "deactivated"] },
        "ready": { "enum": ["unused", "moved", "quiet", null] }, "calls": number(), "users": number(),
        "addresses": number(), "user_agents": number(), "shared": switch(), "last_used_at": maybe_time(),
        "refused": number(), "last_refused_at": maybe_time(),
    }));
    let day = object(&json!({ "date": text(), "calls": number(), "refused": number() }));
    let share = object(&json!({ "name": text(), "calls": number(), "last_at": time() }));
    let person = object(&json!({ "user": maybe_named(), "calls": number(), "last_at": time() }));
    let refusal = object(&json!({
        "user": maybe_named(), "address": text(), "user_agent": text(), "path": text(), "calls": number(), "last_at": time(),
    }));
    let used = object(&json!({
        "calls": number(), "refused": number(), "shared": switch(), "days": many(&day), "users": many(&person),
        "addresses": many(&share), "user_agents": many(&share), "refusals": many(&refusal),
    }));
    let (all, one) = (object(&json!({ "usage": many(&line) })), object(&json!({ "usage": used })));
    vec![("ApiTokenUses".to_owned(), all), ("ApiTokenUseAnswer".to_owned(), one)]
}

fn replacements() -> Named {
    let client = object(&json!({
        "id": number(), "url": text(), "identifier": text(), "kind": { "enum": ["public", "confidential"] },
        "secret": maybe("string"), "allowed_scopes": { "type": ["array", "null"], "items": text() },
    }));
    let token = object(&json!({
        "id": number(), "url": text(), "token": text(), "scopes": texts(), "expires_at": maybe_time(),
    }));
    let made = object(&json!({ "client": client, "token": token, "token_endpoint": text() }));
    let body = json!({
        "scopes": lenient("array"), "scope": lenient("array"), "expires_in": lenient("integer"),
    });
    let bodies = either("replacement", &body);
    let answer = object(&json!({ "replacement": made }));
    vec![("ReplacementAnswer".to_owned(), answer), ("ReplacementBody".to_owned(), bodies)]
}

fn errors() -> Named {
    let error = json!({ "type": "object", "anyOf": [{ "required": ["error"] }, { "required": ["errors"] }] });
    let wrong = json!({ "type": "array", "items": object(&json!({ "description": text(), "error": text() })) });
    let invalid = object(&json!({
        "error": { "const": "RecordInvalid" }, "description": text(),
        "details": { "type": "object", "additionalProperties": wrong },
    }));
    let refused = object(&json!({ "error": text(), "error_description": text() }));
    vec![("Error".to_owned(), error), ("RecordInvalid".to_owned(), invalid), ("OauthError".to_owned(), refused)]
}
