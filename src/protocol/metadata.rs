//! What a client can find out by itself (RFC 8414): where the endpoints of a tenant are and what they take.
//!
//! Only what is true everywhere in a tenant stands here; what differs from client to client (whether PKCE is
//! required, which scopes are allowed) a client is told when it asks. But for `iss`: it is announced, although an admin or
//! operator may switch it off for a client whose library chokes on it, and who holds to the announcement (RFC 9207
//! §2.4) must not be that client. The paths are said here once, for the document and for the routes.

use serde::Serialize;

use super::grant_type::GrantType;
use super::pkce;
use super::scope::Catalogue;

/// Where this document is (RFC 8414 §3).
pub const METADATA: &str = "/.well-known/oauth-authorization-server";
/// The authorization endpoint.
pub const AUTHORIZATION: &str = "/oauth/authorizations/new";
/// The token endpoint.
pub const TOKEN: &str = "/oauth/tokens";
/// The revocation endpoint.
pub const REVOCATION: &str = "/oauth/revoke";
/// The introspection endpoint.
pub const INTROSPECTION: &str = "/oauth/introspect";

/// The ways in which a client proves itself (RFC 7591 §2): `none` is a public client's.
const CLIENT_AUTHENTICATION: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// The same at introspection, where a resource server may also send its secret alone, as a bearer token (RFC 7662 §2.1).
const INTROSPECTION_AUTHENTICATION: [&str; 4] = ["client_secret_basic", "client_secret_post", "none", "Bearer"];

/// What a vendor publishes about itself; each line is left out if it is absent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Publisher<'a> {
    /// Where developers read how to use the service.
    pub documentation: Option<&'a str>,
    /// How the data of clients is handled.
    pub policy: Option<&'a str>,
    /// What clients agree to.
    pub terms: Option<&'a str>,
    /// The languages of the pages (BCP 47).
    pub locales: &'a [&'a str],
}

/// The metadata of one tenant (RFC 8414 §2, RFC 9207 §3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the RFC's own names")]
pub struct Metadata<'a> {
    pub issuer: &'a str,
    pub authorization_endpoint: String,
    pub token_endpoint: String,
    pub revocation_endpoint: String,
    pub introspection_endpoint: String,
    pub scopes_supported: Vec<&'a str>,
    pub response_types_supported: [&'static str; 1],
    pub response_modes_supported: [&'static str; 1],
    pub grant_types_supported: Vec<&'static str>,
    pub token_endpoint_auth_methods_supported: &'static [&'static str],
    pub revocation_endpoint_auth_methods_supported: &'static [&'static str],
    pub introspection_endpoint_auth_methods_supported: &'static [&'static str],
    pub code_challenge_methods_supported: [&'static str; 1],
    pub authorization_response_iss_parameter_supported: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_documentation: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_policy_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op_tos_uri: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub ui_locales_supported: &'a [&'a str],
}

impl<'a> Metadata<'a> {
    /// The metadata of the tenant with this issuer (scheme and host, no slash at the end).
    pub fn new(issuer: &'a str, catalogue: &'a Catalogue, publisher: Publisher<'a>) -> Self {
        let at = |path: &str| format!("{issuer}{path}");
        Self {
            issuer,
            authorization_endpoint: at(AUTHORIZATION),
            token_endpoint: at(TOKEN),
            revocation_endpoint: at(REVOCATION),
            introspection_endpoint: at(INTROSPECTION),
            scopes_supported: catalogue.published().map(|word| word.name.as_str()).collect(),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            grant_types_supported: GrantType::words(),
            token_endpoint_auth_methods_supported: &CLIENT_AUTHENTICATION,
            revocation_endpoint_auth_methods_supported: &CLIENT_AUTHENTICATION,
            // RFC 7662 §2.1: a public client proves that it holds the very token that it asks about.
            introspection_endpoint_auth_methods_supported: &INTROSPECTION_AUTHENTICATION,
            code_challenge_methods_supported: [pkce::METHOD],
            authorization_response_iss_parameter_supported: true,
            service_documentation: publisher.documentation,
            op_policy_uri: publisher.policy,
            op_tos_uri: publisher.terms,
            ui_locales_supported: publisher.locales,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::scope::ScopeEntry;

    #[test]
    fn the_document_says_what_the_endpoints_take() {
        let entry = ScopeEntry { name: "invoices:read".into(), ..ScopeEntry::default() };
        let catalogue = Catalogue::new(vec![entry]).unwrap();
        let publisher =
            Publisher { policy: Some("https://example.com/privacy"), locales: &["en", "ja"], ..Publisher::default() };
        insta::assert_json_snapshot!(Metadata::new("https://acme.example.com", &catalogue, publisher), @r#"
        {
          "issuer": "https://acme.example.com",
          "authorization_endpoint": "https://acme.example.com/oauth/authorizations/new",
          "token_endpoint": "https://acme.example.com/oauth/tokens",
          "revocation_endpoint": "https://acme.example.com/oauth/revoke",
          "introspection_endpoint": "https://acme.example.com/oauth/introspect",
          "scopes_supported": [
            "invoices:read",
            "read",
            "write"
          ],
          "response_types_supported": [
            "code"
          ],
          "response_modes_supported": [
            "query"
          ],
          "grant_types_supported": [
            "authorization_code",
            "refresh_token",
            "client_credentials"
          ],
          "token_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none"
          ],
          "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none"
          ],
          "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic",
            "client_secret_post",
            "none",
            "Bearer"
          ],
          "code_challenge_methods_supported": [
            "S256"
          ],
          "authorization_response_iss_parameter_supported": true,
          "op_policy_uri": "https://example.com/privacy",
          "ui_locales_supported": [
            "en",
            "ja"
          ]
        }
        "#);
    }

    proptest! {
        #[test]
        fn the_issuer_is_the_one_that_was_asked_and_nothing_is_null(label in "[a-z0-9]{1,63}") {
            let issuer = format!("https://{label}.example.com");
            let catalogue = Catalogue::default();
            let json = serde_json::to_value(Metadata::new(&issuer, &catalogue, Publisher::default())).unwrap();
            prop_assert_eq!(json["issuer"].as_str(), Some(issuer.as_str()));
            for (name, value) in json.as_object().unwrap() {
                prop_assert!(!value.is_null(), "{}", name);
                prop_assert!(!name.ends_with("_endpoint") || value.as_str().is_some_and(|url| url.starts_with(&issuer)));
            }
        }
    }
}
