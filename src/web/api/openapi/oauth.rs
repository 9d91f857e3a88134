//! What third-party applications and resource servers speak: the RFCs say more.

use serde_json::{Map, Value, json};

use super::forms::{maybe, number, object, object_and, of, switch, text, texts};
use crate::protocol::grant_type::GrantType;
use crate::protocol::metadata::{INTROSPECTION, METADATA, REVOCATION, TOKEN};

/// The paths outside `/api/v2`.
pub(super) fn paths() -> Map<String, Value> {
    let revoked = json!({ "type": "object", "required": ["token"], "properties": {
        "token": { "type": "string", "minLength": 1 }, "token_type_hint": perhaps(),
        "client_id": perhaps(), "client_secret": perhaps() } });
    let mut asked = revoked.clone();
    asked["properties"]["tenant"] = perhaps();
    // Credentials in the body are parameters. Public clients have none, and get and end their tokens without a header;
    // whoever asks what a token is worth has a secret, as a rule.
    let (of_clients, of_apis) = (json!([{}, { "client": [] }]), json!([{ "client": [] }, { "resource_server": [] }]));
    let metadata = json!({ "get": { "summary": "Metadata (RFC 8414)", "tags": ["oauth"], "security": [{}],
        "responses": { "200": answer(&metadata()), "400": answer(&of("Error")), "404": answer(&of("Error")),
            "503": answer(&of("Error")) } } });
    Map::from_iter([
        (TOKEN.to_owned(), post("Get tokens (RFC 6749)", &of_clients, &grant(), &issued())),
        (REVOCATION.to_owned(), post("Revoke a token (RFC 7009)", &of_clients, &revoked, &object(&json!({})))),
        (INTROSPECTION.to_owned(), post("Ask what a token is worth (RFC 7662)", &of_apis, &asked, &told())),
        (METADATA.to_owned(), metadata),
    ])
}

fn answer(schema: &Value) -> Value {
    json!({ "description": "Done", "content": { "application/json": { "schema": schema } } })
}

fn post(summary: &str, security: &Value, takes: &Value, gives: &Value) -> Value {
    let content = json!({ "schema": takes });
    let body = json!({ "required": true,
        "content": { "application/x-www-form-urlencoded": content, "application/json": content } });
    let refused = |says: &str| {
        let mut refused = answer(&of("OauthError"));
        refused["description"] = says.into();
        refused
    };
    // A request without a Host reaches no account, and no application's endpoint.
    let mut misread = refused("Refused (RFC 6749 §5.2)");
    misread["content"]["application/json"]["schema"] = json!({ "anyOf": [of("OauthError"), of("Error")] });
    let mut unknown = answer(&of("Error"));
    unknown["description"] = "No such account".into();
    json!({ "post": { "summary": summary, "tags": ["oauth"], "security": security, "requestBody": body,
        "responses": { "200": answer(gives), "400": misread,
            "401": refused("The client, or the resource server, has not proved itself"), "404": unknown,
            "429": refused("Too often: wait as long as Retry-After says"),
            "503": refused("Ask again in a moment") } } })
}

/// A text, or `null` in JSON, which is as if it were not there.
fn perhaps() -> Value {
    maybe("string")
}

/// What is asked of the token endpoint. What each grant needs is checked there, and said in the refusal.
fn grant() -> Value {
    let seconds = || json!({ "type": ["integer", "string", "null"] });
    json!({ "type": "object", "required": ["grant_type"], "properties": {
        "grant_type": { "enum": GrantType::words() },
        "client_id": perhaps(), "client_secret": perhaps(), "code": perhaps(), "redirect_uri": perhaps(),
        "code_verifier": perhaps(), "refresh_token": perhaps(), "scope": perhaps(), "expires_in": seconds(), "refresh_token_expires_in": seconds() } })
}

fn issued() -> Value {
    let always = json!({ "access_token": text(), "token_type": { "const": "bearer" }, "scope": text() });
    let more = json!({ "expires_in": number(), "refresh_token": text(), "refresh_token_expires_in": number() });
    object_and(&always, &more)
}

fn told() -> Value {
    let tenant = object(&json!({ "subdomain": text(), "external_id": maybe("string") }));
    let role = json!({ "enum": ["end-user", "agent", "admin"] });
    let user = object(&json!({
        "id": number(), "external_id": maybe("string"), "email": text(), "name": text(), "role": role }));
    let client = object(&json!({ "id": number(), "name": text() }));
    let kind = json!({ "enum": ["bearer", "refresh_token"] });
    let of_an_active_one = json!({
        "scope": text(), "client_id": text(), "username": text(), "sub": text(), "token_type": kind, "exp": number(),
        "iat": number(), "iss": text(), "tenant": tenant, "user": user, "client": client,
    });
    object_and(&json!({ "active": switch() }), &of_an_active_one)
}

fn metadata() -> Value {
    let always = json!({
        "issuer": text(), "authorization_endpoint": text(), "token_endpoint": text(), "revocation_endpoint": text(),
        "introspection_endpoint": text(), "scopes_supported": texts(), "response_types_supported": texts(),
        "response_modes_supported": texts(), "grant_types_supported": texts(),
        "token_endpoint_auth_methods_supported": texts(), "revocation_endpoint_auth_methods_supported": texts(),
        "introspection_endpoint_auth_methods_supported": texts(), "code_challenge_methods_supported": texts(),
        "authorization_response_iss_parameter_supported": switch(),
    });
    let more = json!({ "service_documentation": text(), "op_policy_uri": text(), "op_tos_uri": text(),
        "ui_locales_supported": texts() });
    object_and(&always, &more)
}
