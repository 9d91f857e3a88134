//! The pages of the Admin Center: plain structs of what they show, as every page, with a [`shell`] around them.
//!
//! What several pages are made of stands in [`parts`]; a question before something ends is always the same page
//! ([`confirm`]), and so is a secret that is shown once ([`shown_once`]).

pub mod api_token_report;
pub mod api_token_sunset;
pub mod api_token_usage;
pub mod api_tokens;
pub mod audit_log;
pub mod client_form;
pub mod client_logo;
pub mod clients;
pub mod confirm;
pub mod explained;
pub mod first_steps;
pub mod global_clients;
pub mod parts;
pub mod settings;
pub mod shell;
pub mod shown_once;
pub mod tokens;
pub mod users;

/// What can be wrong with a redirect URL, as the message `flaw-redirect` has it.
pub const REDIRECT_FLAWS: [&str; 17] = [
    "too-long",
    "not-ascii",
    "whitespace",
    "backslash",
    "character",
    "wildcard",
    "relative",
    "active-scheme",
    "fragment",
    "user-info",
    "host",
    "private-address",
    "plain-http",
    "reserved",
    "without-dot",
    "scheme",
    "too-many",
];

/// What can have been done just now: the word in the address, and the message.
pub const DONE: [(&str, &str); 26] = [
    ("client-created", "clients-done-created"),
    ("client-saved", "clients-done-saved"),
    ("client-deactivated", "clients-done-deactivated"),
    ("client-reactivated", "clients-done-reactivated"),
    ("client-proposed", "clients-done-proposed"),
    ("client-withdrawn", "clients-done-withdrawn"),
    ("client-deleted", "clients-done-deleted"),
    ("token-deleted", "tokens-done-deleted"),
    ("blocked", "globals-done-blocked"),
    ("unblocked", "globals-done-unblocked"),
    ("api-token-created", "api-tokens-done-created"),
    ("api-token-saved", "api-tokens-done-saved"),
    ("api-token-deactivated", "api-tokens-done-deactivated"),
    ("api-token-reactivated", "api-tokens-done-reactivated"),
    ("api-token-deleted", "api-tokens-done-deleted"),
    ("settings-saved", "settings-done-saved"),
    ("oauth-on", "settings-done-oauth-on"),
    ("oauth-off", "settings-done-oauth-off"),
    ("tokens-on", "settings-done-tokens-on"),
    ("tokens-off", "settings-done-tokens-off"),
    ("user-created", "users-done-created"),
    ("user-saved", "users-done-saved"),
    ("user-suspended", "users-done-suspended"),
    ("user-unsuspended", "users-done-unsuspended"),
    ("user-deleted", "users-done-deleted"),
    ("link-made", "users-done-link"),
];
