//! How a caller says who they are, and by which of these ways each row can be called.

use serde_json::{Value, json};

use super::Row;
use crate::web::cookies::Names;

/// Every way, for a tenant with this issuer.
pub(super) fn schemes(issuer: &str) -> Value {
    json!({
        "bearer": { "type": "http", "scheme": "bearer", "description": "An access token." },
        "api_token": { "type": "http", "scheme": "basic",
            "description": "An API token, where the account lets them in: `EMAIL/token` as the user name, the token as the password." },
        "session": { "type": "apiKey", "in": "cookie", "name": Names::at(issuer).session,
            "description": "The session of a browser that is signed in at the account." },
        "csrf": { "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
            "description": "The `authenticity_token` that `users/me` gives a session; beside it an Origin of the account." },
        "client": { "type": "http", "scheme": "basic", "description": "Identifier and secret of a client, or where a token is asked about, of a resource server." },
        "resource_server": { "type": "http", "scheme": "bearer", "description": "The secret of a resource server." },
    })
}

/// The ways that open `row`.
pub(super) fn of(row: &Row) -> Value {
    let (bearer, api_token) = (json!({ "bearer": [] }), json!({ "api_token": [] }));
    let session = if row.writes() { json!({ "session": [], "csrf": [] }) } else { json!({ "session": [] }) };
    match row.path {
        // What is asked about is what was presented.
        "oauth/tokens/current" => json!([bearer]),
        "api_tokens/current/replacement" => json!([api_token]),
        _ if row.lowest.is_none() => json!([{}, bearer, api_token, session]),
        _ => json!([bearer, api_token, session]),
    }
}
