//! What goes back to the client at its proven redirect URI (RFC 6749 §4.1.2, §4.1.2.1; RFC 9207).

use crate::authorizations::request::{Request, ToClient};
use crate::clients::Client;
use crate::protocol::redirect_uri::append;
use crate::protocol::refusal::Refusal;
use crate::secret::Secret;

/// The redirect URI with `code`, `state` and `iss`.
pub fn success(request: &Request, code: &Secret, issuer: &str) -> String {
    let pairs = [
        Some(("code", code.reveal())),
        request.state.as_deref().map(|state| ("state", state)),
        issued_by(&request.client, issuer),
    ];
    append(&request.redirect_uri, &pairs.into_iter().flatten().collect::<Vec<_>>())
}

/// The redirect URI with `error`, `error_description`, `state` and `iss`.
pub fn error(refused: &ToClient, issuer: &str) -> String {
    let refusal = Refusal::from(refused.reason.clone());
    let description = refusal.description();
    let pairs = [
        Some(("error", refusal.code().as_str())),
        Some(("error_description", description.as_str())),
        refused.state.as_deref().map(|state| ("state", state)),
        issued_by(&refused.client, issuer),
    ];
    append(&refused.redirect_uri, &pairs.into_iter().flatten().collect::<Vec<_>>())
}

/// RFC 9207 §2: on every response, save for a client whose library chokes on it.
fn issued_by<'a>(client: &Client, issuer: &'a str) -> Option<(&'static str, &'a str)> {
    client.sends_issuer.then_some(("iss", issuer))
}
