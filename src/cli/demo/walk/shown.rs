//! As much of what was sent and answered as may be printed, and is worth it.

use strum::IntoEnumIterator;

use crate::protocol::refusal::ErrorCode;
use crate::secret::Secret;

/// Parameters, fields and headers that open something, or are long for no reader's sake.
const SHORTENED: [&str; 11] = [
    "access_token",
    "client_secret",
    "code",
    "code_challenge",
    "code_verifier",
    "csrf",
    "password",
    "refresh_token",
    "state",
    "token",
    "return_to",
];

/// Characters of a value that are worth printing.
const LONGEST: usize = 160;

/// Names and values.
pub(super) type Fields = Vec<(String, String)>;

/// What is printed of `fields`.
pub(super) fn shown(fields: &[(String, String)]) -> Fields {
    fields.iter().map(|(name, value)| (name.clone(), shortened(name, value))).collect()
}

/// As much of a value as may be seen, and is worth it.
fn shortened(name: &str, value: &str) -> String {
    match name {
        "location" => location(value),
        "return_to" => value.split_once('?').map_or_else(|| value.to_owned(), |(path, _)| format!("{path}?…")),
        "error_description" => detail(value),
        "cookie" | "Basic" => value.split("; ").map(named).collect::<Vec<_>>().join("; "),
        "set-cookie" => {
            value.split_once(';').map_or_else(|| named(value), |(it, rest)| format!("{};{rest}", named(it)))
        }
        name if SHORTENED.contains(&name) => hint(value),
        _ if value.chars().count() > LONGEST => value.chars().take(LONGEST).chain(['…']).collect(),
        _ => value.to_owned(),
    }
}

/// A word like `wrong` hides nothing.
fn hint(value: &str) -> String {
    if value.len() > 20 { format!("{}…", Secret::from(value).hint()) } else { value.to_owned() }
}

/// `name=secret` or `name:secret`.
fn named(value: &str) -> String {
    match value.split_once(['=', ':']) {
        Some((name, secret)) => format!("{name}={}", hint(secret)),
        None => value.to_owned(),
    }
}

fn location(address: &str) -> String {
    let Some((path, query)) = address.split_once('?') else { return address.to_owned() };
    let pairs = form_urlencoded::parse(query.as_bytes());
    let parts: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", shortened(&name, &value))).collect();
    format!("{path}?{}", parts.join("&"))
}

/// What stands behind the sentence that each error code has (RFC 6749 §5.2).
fn detail(description: &str) -> String {
    let mut sentences = ErrorCode::iter().map(ErrorCode::sentence);
    let detail = sentences.find_map(|sentence| description.strip_prefix(sentence)?.strip_prefix(' '));
    detail.map_or_else(|| description.to_owned(), |detail| format!("… {detail}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::secret::Kind;

    #[test]
    fn what_opens_something_is_never_printed_whole() {
        let secret = Secret::mint("grantor", Kind::AuthorizationCode, Moment::default(), &[3; 32]);
        let secret = secret.reveal();
        for (name, value) in [
            ("code", secret.to_owned()),
            ("location", format!("http://127.0.0.1:1/callback?code={secret}&state=x")),
            ("Basic", format!("invoice_sync:{secret}")),
            ("set-cookie", format!("grantor={secret}; HttpOnly")),
            ("cookie", format!("grantor={secret}; visit={secret}")),
            ("return_to", format!("/oauth/authorizations/new?code={secret}")),
        ] {
            let shown = shortened(name, &value);
            assert!(!shown.contains(secret) && shown.len() < 80, "{shown}");
        }
        assert_eq!(shortened("set-cookie", "a=; Path=/; Max-Age=0"), "a=; Path=/; Max-Age=0");
        assert_eq!(shortened("error", "invalid_grant"), "invalid_grant");
        let said = format!("{} Say so.", ErrorCode::InvalidScope.sentence());
        assert_eq!(shortened("error_description", &said), "… Say so.");
    }
}
