//! What the RFCs say, pure: no database, no HTTP server, no clock, no randomness.
//!
//! | file | rule |
//! |---|---|
//! | [`parameters`] | how a request's parameters are read (RFC 6749 §3.1, §3.2) |
//! | [`reason`], [`refusal`] | why a request is refused, and what the client is told (RFC 6749 §4.1.2.1, §5.2) |
//! | [`credentials`] | how a client says who it is (RFC 6749 §2.3.1) |
//! | [`identifier`] | what clients and tenants may be called (RFC 6749 §2.2) |
//! | [`redirect_uri`] | where an answer may go (RFC 6749 §3.1.2, RFC 8252 §7) |
//! | [`scope`], [`role`] | scope words, what they mean, and who may grant them (RFC 6749 §3.3) |
//! | [`pkce`] | proof that it is the same application that asks again (RFC 7636) |
//! | [`lifetimes`] | how long tokens live (RFC 6749 §5.1) |
//! | [`bearer`], [`api_token`] | the credentials that a request to an API carries (RFC 6750 §2.1, RFC 7617) |
//! | [`metadata`] | what a client can find out by itself (RFC 8414, RFC 9207 §3) |
//! | [`return_to`] | where a person goes on after signing in (RFC 9700 §4.11) |
//!
//! How a Host header names a tenant is [`crate::config::PublicUrl`]'s to say.

pub mod api_token;
pub mod bearer;
pub mod credentials;
pub mod identifier;
pub mod lifetimes;
pub mod metadata;
pub mod parameters;
pub mod pkce;
pub mod reason;
pub mod redirect_uri;
pub mod refusal;
pub mod return_to;
pub mod role;
pub mod scope;
