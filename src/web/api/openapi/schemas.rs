//! The objects of the document: what comes out, and what may go in.

use serde_json::{Map, Value, json};

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

/// How a caller says who they are.
pub(super) fn security() -> Value {
    json!({ "bearer": { "type": "http", "scheme": "bearer" }, "client": { "type": "http", "scheme": "basic" } })
}

type Named = Vec<(String, Value)>;

/// An object that always has all of these members.
fn object(members: &Value) -> Value {
    let required: Vec<&String> = members.as_object().into_iter().flat_map(Map::keys).collect();
    json!({ "type": "object", "required": required, "properties": members })
}

/// An object of which any member may be left out.
fn optional(members: &Value) -> Value {
    json!({ "type": "object", "properties": members })
}

fn of(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// A record with its list, its answer and its body.
fn record(name: &str, one: &str, many: &str, shown: &Value, body: &Value) -> Named {
    let list = json!({ "type": "object", "required": [many], "properties": {
        many: { "type": "array", "items": of(name) },
        "meta": { "type": "object" }, "links": { "type": "object" },
        "count": { "type": "integer" },
        "next_page": { "type": ["string", "null"] }, "previous_page": { "type": ["string", "null"] },
    } });
    vec![
        (name.to_owned(), object(shown)),
        (format!("{name}Answer"), object(&json!({ one: of(name) }))),
        (format!("{name}s"), list),
        (format!("{name}Body"), json!({ "anyOf": [optional(&json!({ one: optional(body) })), optional(body)] })),
    ]
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn maybe(kind: &str) -> Value {
    json!({ "type": [kind, "null"] })
}

fn number() -> Value {
    json!({ "type": "integer" })
}

fn switch() -> Value {
    json!({ "type": "boolean" })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn maybe_time() -> Value {
    json!({ "type": ["string", "null"], "format": "date-time" })
}

fn texts() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}

/// Numbers and switches may come as text, lists as one.
fn lenient(kind: &str) -> Value {
    json!({ "type": [kind, "string", "null"] })
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
        "user_id": lenient("integer"), "service_account_id": lenient("integer"), "redirect_uri": lenient("array"),
        "allowed_scopes": lenient("array"), "access_token_lifetime": lenient("integer"),
        "refresh_token_lifetime": lenient("integer"), "access_token_never_expires": lenient("boolean"),
        "sends_issuer": lenient("boolean"), "active": lenient("boolean"),
    });
    record("Client", "client", "clients", &shown, &body)
}

fn global_clients() -> Named {
    let global = json!({
        "id": number(), "url": text(), "identifier": text(), "name": text(), "company": text(), "description": text(),
        "logo_url": maybe("string"), "kind": { "enum": ["public", "confidential"] }, "active": switch(),
        "blocked": switch(), "blocked_at": maybe_time(), "service_account_id": maybe("integer"),
    });
    let decision = json!({ "blocked": lenient("boolean"), "service_account_id": lenient("integer") });
    let mut named = record("GlobalClient", "global_client", "global_clients", &global, &decision);
    let counted = object(&json!({ "id": number(), "tokens_count": number(), "last_used_at": maybe_time() }));
    let summary = object(&json!({ "global_clients": { "type": "array", "items": counted } }));
    named.push(("TokenSummary".to_owned(), summary));
    named.push(("SecretBody".to_owned(), optional(&json!({ "overlap": lenient("integer") }))));
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
    record("Token", "token", "tokens", &shown, &body)
}

fn people() -> Named {
    let shown = json!({
        "id": maybe("integer"), "url": maybe("string"), "name": text(), "email": text(),
        "external_id": maybe("string"), "role": { "enum": ["end-user", "agent", "admin"] }, "verified": switch(),
        "active": switch(), "suspended": switch(), "locale": maybe("string"), "time_zone": maybe("string"),
        "organization_id": maybe("integer"), "photo": maybe("object"), "tags": texts(),
        "user_fields": { "type": "object" }, "created_at": maybe_time(), "updated_at": maybe_time(),
    });
    let body = json!({
        "email": maybe("string"), "name": maybe("string"), "role": { "enum": ["end-user", "agent", "admin", null] },
        "verified": lenient("boolean"), "suspended": lenient("boolean"), "external_id": lenient("integer"),
        "locale": maybe("string"), "time_zone": maybe("string"),
    });
    record("User", "user", "users", &shown, &body)
}

fn account() -> Named {
    let settings = json!({
        "api": { "type": "object" }, "active_features": { "type": "object" }, "oauth": { "type": "object" },
        "sign_in": { "type": "object" },
    });
    let answer = object(&json!({ "settings": object(&settings) }));
    let part = json!({ "type": ["object", "null"] });
    let body = optional(&json!({ "settings": optional(&json!({ "api": part, "oauth": part, "sign_in": part })) }));
    vec![("SettingsAnswer".to_owned(), answer), ("SettingsBody".to_owned(), body)]
}

fn audit_and_api_tokens() -> Named {
    let shown = json!({
        "id": number(), "url": text(), "action": text(), "source_type": text(), "created_at": time(),
    });
    let mut named = record("AuditLog", "audit_log", "audit_logs", &shown, &json!({}));
    let token = json!({ "id": number(), "description": text(), "active": switch() });
    let body = json!({ "description": maybe("string"), "active": lenient("boolean") });
    named.extend(record("ApiToken", "api_token", "api_tokens", &token, &body));
    named
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

/// What third-party applications and resource servers speak: the RFCs say more.
pub(super) fn oauth_paths() -> Map<String, Value> {
    let answer =
        |schema: Value| json!({ "description": "Done", "content": { "application/json": { "schema": schema } } });
    let post = |summary: &str, takes: Value, gives: Value| {
        let content = json!({ "schema": takes });
        let body = json!({ "content": { "application/x-www-form-urlencoded": content, "application/json": content } });
        let refused = answer(of("OauthError"));
        json!({ "post": { "summary": summary, "tags": ["oauth"], "security": [{}, { "client": [] }], "requestBody": body,
            "responses": { "200": answer(gives), "400": refused, "401": refused, "429": refused, "503": refused } } })
    };
    let issued = json!({ "type": "object", "required": ["access_token", "token_type", "scope"], "properties": {
        "access_token": text(), "token_type": { "const": "bearer" }, "expires_in": number(), "refresh_token": text(),
        "refresh_token_expires_in": number(), "scope": text() } });
    let told = json!({ "type": "object", "required": ["active"], "properties": { "active": switch() } });
    let asked = json!({ "type": "object", "required": ["token"], "properties": { "token": text() } });
    let grant = json!({ "type": "object", "required": ["grant_type"], "properties": {
        "grant_type": { "enum": ["authorization_code", "refresh_token", "client_credentials"] } } });
    let metadata = json!({ "get": { "summary": "Metadata (RFC 8414)", "tags": ["oauth"], "security": [{}],
        "responses": { "200": answer(object(&json!({ "issuer": text() }))) } } });
    Map::from_iter([
        ("/oauth/tokens".to_owned(), post("Get tokens (RFC 6749)", grant, issued)),
        ("/oauth/revoke".to_owned(), post("Revoke a token (RFC 7009)", asked.clone(), json!({ "type": "object" }))),
        ("/oauth/introspect".to_owned(), post("Ask what a token is worth (RFC 7662)", asked, told)),
        ("/.well-known/oauth-authorization-server".to_owned(), metadata),
    ])
}
