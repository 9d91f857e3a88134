//! A form that only this page, for this person and this request, can have sent.
//!
//! Its CSRF value is HMAC-SHA-256 under a secret of the session (of the visit, before sign-in), of its account and of the
//! servers over the form's name and every hidden field in order. So a value taken from another session, form or request
//! is worth nothing, and neither is one that the person at the browser made: what is hidden came from here. Nothing is stored, and a page that reflects what was asked gives a compression
//! oracle a new value for each guess. A random value in a cookie, compared with one in the form, was
//! refused: it would decide any request of that browser.
//!
//! [`from_here`] is the second lock. Browsers name the `Origin` of every POST; a sender that names none
//! and no `Sec-Fetch-Site` either is not a browser that could be misled, and still needs the value.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;

use crate::secret::Secret;

/// The field that carries the CSRF value.
pub const FIELD: &str = "csrf";

/// What a page needs to draw a form.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is posted to.
    pub action: String,
    /// Hidden fields, which come back as they were or not at all.
    pub hidden: Vec<(String, String)>,
    /// The CSRF value.
    pub csrf: String,
}

/// The secret that a session's or a visit's forms are signed with.
#[derive(Clone)]
pub struct FormKey(hmac::Key);

impl FormKey {
    /// The key of the session or visit that the browser proves with `secret` at `issuer`, on servers with this secret of
    /// their `own`: a value of one account is nothing at another, whatever cookie comes with it.
    pub fn new(own: &[u8], issuer: &str, secret: &Secret) -> Self {
        let session = [(issuer.to_owned(), secret.reveal().to_owned())];
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, own), &message("grantor form 3", &session));
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    /// The form `name` with its value.
    pub fn form(&self, name: &str, action: &str, hidden: Vec<(String, String)>) -> Form {
        let csrf = URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, &message(name, &hidden)));
        Form { action: action.to_owned(), hidden, csrf }
    }

    /// Whether `value` came with the form `name` and these hidden fields, in constant time.
    pub fn proves(&self, name: &str, hidden: &[(String, String)], value: &str) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(value) else { return false };
        hmac::verify(&self.0, &message(name, hidden), &tag).is_ok()
    }
}

impl std::fmt::Debug for FormKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FormKey(…)")
    }
}

/// Every part with its length before it, so that no two requests read the same.
fn message(name: &str, hidden: &[(String, String)]) -> Vec<u8> {
    let mut message = Vec::with_capacity(256);
    let fields = hidden.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
    for part in std::iter::once(name).chain(fields) {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    message
}

/// Whether a POST was sent by one of our own pages.
///
/// `own` is this tenant's origin as browsers write it (`https://acme.example.com`); `origins` are all the
/// `Origin` headers of the request, `fetch_site` its `Sec-Fetch-Site`. `null`, another origin, and more than
/// one are refused.
pub fn from_here(own: &str, origins: &[&str], fetch_site: Option<&str>) -> bool {
    match origins {
        [] => matches!(fetch_site, None | Some("same-origin")),
        [origin] => *origin == own && !matches!(fetch_site, Some("cross-site" | "same-site")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Fields = Vec<(String, String)>;

    fn fields() -> impl Strategy<Value = Fields> {
        prop::collection::vec((any::<String>(), any::<String>()), 0..4)
    }

    fn key(secret: &str) -> FormKey {
        FormKey::new(b"servers", "http://acme.localhost", &Secret::from(secret))
    }

    proptest! {
        #[test]
        fn a_form_proves_itself(name: String, hidden in fields()) {
            let form = key("session").form(&name, "/", hidden.clone());
            prop_assert!(key("session").proves(&name, &hidden, &form.csrf));
        }

        #[test]
        fn another_session_form_or_request_does_not(name: String, hidden in fields(), other in fields()) {
            let form = key("session").form(&name, "/", hidden.clone());
            prop_assert!(!key("another").proves(&name, &hidden, &form.csrf));
            let longer = name.clone() + "x";
            prop_assert!(!key("session").proves(&longer, &hidden, &form.csrf));
            prop_assert!(hidden == other || !key("session").proves(&name, &other, &form.csrf));
        }

        #[test]
        fn no_other_value_does(value: String, hidden in fields()) {
            prop_assert!(!key("session").proves("consent", &hidden, &value));
        }

        #[test]
        fn fields_cannot_be_moved_into_each_other(a in "[a-z]{1,4}", b in "[a-z]{1,4}") {
            let field = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
            let form = key("session").form("consent", "/", field(&a, &b));
            let joined = field(&[a.as_str(), &b].concat(), "");
            prop_assert!(!key("session").proves("consent", &joined, &form.csrf));
            let name = ["consent", &a].concat();
            prop_assert!(!key("session").proves(&name, &field("", &b), &form.csrf));
        }
    }

    #[test]
    fn a_value_of_one_account_is_nothing_at_another() {
        let (here, there) = ("http://acme.localhost", "http://globex.localhost");
        let key = |issuer| FormKey::new(b"servers", issuer, &Secret::from("the same cookie"));
        let form = key(here).form("sign-in", "/", Vec::new());
        assert!(key(here).proves("sign-in", &[], &form.csrf) && !key(there).proves("sign-in", &[], &form.csrf));
    }

    #[test]
    fn whoever_has_the_cookie_and_not_the_servers_secret_signs_nothing() {
        let guessed = FormKey::new(b"", "http://acme.localhost", &Secret::from("session"));
        let hidden = [("id".to_owned(), "1003".to_owned())];
        assert!(!key("session").proves("new", &hidden, &guessed.form("new", "/", hidden.to_vec()).csrf));
    }

    /// Rule 9 of `migrations/README.md`: a page that the version before has drawn is sent to this one.
    #[test]
    fn a_form_of_the_version_before_proves_itself() {
        let hidden = [("scope".to_owned(), "read".to_owned())];
        assert!(key("session").proves("consent", &hidden, "C1kPK8hIXpb8QDhY2yTMuN_J2A9j0XMUBSRjNsI_Q6c"));
    }

    #[test]
    fn every_shortened_value_is_refused() {
        let form = key("session").form("consent", "/", Vec::new());
        for length in 0..form.csrf.len() {
            assert!(!key("session").proves("consent", &[], &form.csrf[..length]));
        }
    }

    #[test]
    fn only_our_own_origin_counts() {
        let own = "https://acme.example.com";
        assert!(from_here(own, &[own], None));
        assert!(from_here(own, &[own], Some("same-origin")));
        assert!(from_here(own, &[], None));
        assert!(from_here(own, &[], Some("same-origin")));
        for origin in [
            "null",
            "",
            "https://globex.example.com",
            "https://example.com",
            "http://acme.example.com",
            "https://acme.example.com:8443",
            "https://acme.example.com.evil.test",
            "https://acme.example.com/",
            "https://ACME.example.com",
        ] {
            assert!(!from_here(own, &[origin], None), "{origin}");
            assert!(!from_here(own, &[origin], Some("same-origin")), "{origin}");
        }
        assert!(!from_here(own, &[own, own], None));
        assert!(!from_here(own, &[own], Some("cross-site")));
        for site in ["cross-site", "same-site", "none", ""] {
            assert!(!from_here(own, &[], Some(site)), "{site}");
        }
    }
}
