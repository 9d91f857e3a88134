//! What the application and the server say to each other behind the browser's back.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyper::{Request, header};
use serde_json::Value;

use super::account::Account;
use crate::outgoing;
use crate::secret::Secret;

/// Parameters and fields whose values open something.
const SECRETS: [&str; 5] = ["code", "code_verifier", "token", "access_token", "refresh_token"];

/// A request and its answer, as a person may look at them: what opens something is shortened.
#[derive(Clone, Debug)]
pub(super) struct Exchange {
    /// `POST /oauth/tokens`
    pub request: String,
    /// The parameters that were sent.
    pub sent: Vec<(String, String)>,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer, laid out.
    pub shown: String,
    /// The body itself.
    pub body: Value,
}

/// Sends the form `fields` to `path` of the account, as its client (RFC 6749 §2.3.1).
pub(super) async fn post(account: &Account, path: &str, fields: &[(&str, &str)]) -> Result<Exchange, String> {
    let form: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header(header::HOST, account.host())
        .header(header::AUTHORIZATION, basic(&account.client_id, account.client_secret.reveal()))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "application/json")
        .body(form)
        .map_err(|error| error.to_string())?;
    let answer = outgoing::send(account.server, request).await.map_err(|error| error.to_string())?;
    let body: Value = serde_json::from_str(&answer.body).map_err(|error| format!("no JSON came back: {error}"))?;
    let sent = fields.iter().map(|(name, value)| ((*name).to_owned(), shown(name, value))).collect();
    let shown = format!("{:#}", shortened(&body));
    Ok(Exchange { request: format!("POST {path}"), sent, status: answer.status, shown, body })
}

/// Both halves are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(identifier: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(identifier), encoded(secret))))
}

fn shown(name: &str, value: &str) -> String {
    if SECRETS.contains(&name) { hint(value) } else { value.to_owned() }
}

/// As much of a secret as may be seen: its prefix and six characters.
pub(super) fn hint(secret: &str) -> String {
    format!("{}…", Secret::from(secret).hint())
}

fn shortened(body: &Value) -> Value {
    let Value::Object(fields) = body else { return body.clone() };
    let field = |(name, value): (&String, &Value)| match value {
        Value::String(text) => (name.clone(), shown(name, text).into()),
        other => (name.clone(), other.clone()),
    };
    Value::Object(fields.iter().map(field).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::clock::Moment;

    #[test]
    fn what_opens_something_is_shortened() {
        let secret = Secret::mint("grantor", crate::secret::Kind::AccessToken, Moment::default(), &[7; 32]);
        let shown = shortened(&json!({ "access_token": secret.reveal(), "scope": "read", "expires_in": 1800 }));
        assert!(!shown.to_string().contains(secret.reveal()));
        assert!(shown["access_token"].as_str().unwrap().starts_with("grantora_"));
        assert_eq!((&shown["scope"], &shown["expires_in"]), (&json!("read"), &json!(1800)));
    }

    #[test]
    fn an_identifier_with_a_colon_stays_one_half() {
        assert_eq!(basic("a:b", "c d"), format!("Basic {}", STANDARD.encode("a%3Ab:c+d")));
    }
}
