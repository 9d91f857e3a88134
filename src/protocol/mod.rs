//! What the RFCs say, pure: no database, no HTTP server, no clock, no randomness.
//!
//! | file | rule |
//! |---|---|
//! | [`parameters`] | how a request's parameters are read (RFC 6749 §3.1, §3.2) |
//! | [`reason`], [`refusal`] | why a request is refused, and what the client is told (RFC 6749 §4.1.2.1, §5.2) |
//! | [`credentials`] | how a client says who it is (RFC 6749 §2.3.1) |
//! | [`identifier`] | what clients and tenants may be called (RFC 6749 §2.2) |
//! | [`scope`] | scope words, what they mean, which lies within which (RFC 6749 §3.3) |
//! | [`role`] | who may grant what |
//! | [`redirect_uri`] | where an answer may go (RFC 6749 §3.1.2, RFC 8252 §7) |
//! | [`pkce`] | proof that the same application asks (RFC 7636) |
//! | [`lifetimes`] | how long tokens live (RFC 6749 §5.1) |
pub mod credentials;
pub mod identifier;
pub mod lifetimes;
pub mod parameters;
pub mod pkce;
pub mod reason;
pub mod redirect_uri;
pub mod refusal;
pub mod role;
pub mod scope;
