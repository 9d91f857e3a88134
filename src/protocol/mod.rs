//! What the RFCs say, pure: no database, no HTTP server, no clock, no randomness.
//!
//! | file | rule |
//! |---|---|
//! | [`parameters`] | how a request's parameters are read (RFC 6749 §3.1, §3.2) |
//! | [`reason`], [`refusal`] | why a request is refused, and what the client is told (RFC 6749 §4.1.2.1, §5.2) |
//! | [`credentials`] | how a client says who it is (RFC 6749 §2.3.1) |
//! | [`identifier`] | what clients and tenants may be called (RFC 6749 §2.2) |
//! | [`host`] | what a Host header may say (RFC 9110 §7.2) |
//! | [`json`] | JSON that says nothing twice (RFC 8259 §4) |
//! | [`redirect_uri`] | where an answer may go (RFC 6749 §3.1.2, RFC 8252 §7) |
//! | [`scope`], [`role`] | scope words, what they mean, and who may grant them (RFC 6749 §3.3) |
//! | [`pkce`] | proof that it is the same application that asks again (RFC 7636) |
//! | [`grant_type`] | what can be exchanged for tokens (RFC 6749 §1.3) |
//! | [`lifetimes`] | how long tokens live (RFC 6749 §5.1) |
//! | [`bearer`], [`api_token`] | the credentials that a request to an API carries (RFC 6750 §2.1, RFC 7617) |
//! | [`original_path`], [`routes`] | what a request to an API behind a proxy needs |
//! | [`metadata`] | what a client can find out by itself (RFC 8414, RFC 9207 §3) |
//! | [`return_to`] | where a person goes on after signing in (RFC 9700 §4.11) |
//!
//! How a Host header names a tenant is [`crate::config::PublicUrl`]'s to say.

pub mod api_token;
pub mod bearer;
pub mod credentials;
pub mod grant_type;
pub mod host;
pub mod identifier;
pub mod json;
pub mod lifetimes;
pub mod metadata;
pub mod original_path;
pub mod parameters;
pub mod pkce;
pub mod reason;
pub mod redirect_uri;
pub mod refusal;
pub mod return_to;
pub mod role;
pub mod routes;
pub mod scope;

#[cfg(test)]
mod tests {
    use form_urlencoded::Serializer;
    use proptest::prelude::*;

    use super::credentials::client_proof;
    use super::lifetimes::Asked;
    use super::parameters::Parameters;
    use super::reason::Reason;
    use super::redirect_uri::append;
    use super::refusal::Refusal;
    use super::return_to::return_to;
    use super::role::Role;
    use super::scope::Catalogue;
    use super::{metadata, pkce};

    /// Whatever of a token request can be read without knowing anything.
    fn read(authorization: Option<&str>, body: Result<Parameters, Reason>) -> Result<(), Reason> {
        let body = body?;
        client_proof(authorization, &body)?;
        Asked::read(&body)?;
        Catalogue::default().request(body.get("scope")?, None, Role::Admin)?;
        pkce::challenge(body.get("code_challenge")?, body.get("code_challenge_method")?)?;
        pkce::verify(body.get("code_challenge")?, body.get("code_verifier")?)
    }

    fn known_name() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            Just("client_id"),
            Just("client_secret"),
            Just("scope"),
            Just("expires_in"),
            Just("refresh_token_expires_in"),
            Just("code_challenge"),
            Just("code_challenge_method"),
            Just("code_verifier"),
        ]
    }

    fn form(pairs: &[(&str, String)]) -> String {
        Serializer::new(String::new()).extend_pairs(pairs).finish()
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused_in_the_characters_of_the_rfc(
            pairs in proptest::collection::vec((known_name(), any::<String>()), 0..6),
            authorization: Option<String>,
        ) {
            let body = Parameters::from_form(form(&pairs).as_bytes());
            if let Err(reason) = read(authorization.as_deref(), body) {
                let description = Refusal::from(reason).description();
                prop_assert!(description.bytes().all(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E)));
            }
        }

        #[test]
        fn json_and_form_say_the_same(pairs in proptest::collection::btree_map(known_name(), "\\PC*", 0..6)) {
            let json = serde_json::to_vec(&pairs).unwrap();
            let pairs: Vec<(&str, String)> = pairs.into_iter().collect();
            let form = form(&pairs);
            prop_assert_eq!(read(None, Parameters::from_json(&json)), read(None, Parameters::from_form(form.as_bytes())));
        }

        #[test]
        fn a_state_comes_back_from_sign_in_and_to_the_client_as_it_was_sent(state in "[^\0]{1,200}") {
            let query = form(&[("response_type", "code".to_owned()), ("state", state.clone())]);
            let here = format!("{}?{query}", metadata::AUTHORIZATION);
            prop_assert_eq!(return_to(&here), Some(here.as_str()));

            let asked = Parameters::from_query(&query).unwrap();
            let answer = append("https://app.example/cb?a=b", &[("state", asked.require("state").unwrap())]);
            let received = Parameters::from_query(answer.split_once('?').unwrap().1).unwrap();
            prop_assert_eq!(received.get("state"), Ok(Some(state.as_str())));
        }
    }
}
