//! What an API token is worth that came with an e-mail address.
//!
//! Without the right secret nothing depends on the address: the same look-ups are made for an unknown token, whoever
//! it claims to come from, and a token of another tenant is unknown by construction ([`asked_for`]). So neither the
//! answer nor its time says which addresses an account has. What is wrong is told to the log; the caller hears one
//! sentence for everything but the net, which only the holder of a right secret ever gets to hear.

use std::net::IpAddr;

use super::lookup::{ApiTokenState, Person};
use crate::clock::Moment;
use crate::users::email_key;

/// Why an API token does not open what it was shown for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The tenant lets no API token in.
    AccessOff,
    /// There is no such token.
    TokenUnknown,
    /// Somebody has deactivated it.
    TokenDeactivated,
    /// It has ended.
    TokenExpired,
    /// The tenant's sunset has ended all of them, or tries what that will be like.
    Sunset,
    /// Nobody has this address.
    UserUnknown,
    /// Somebody has, but is not verified, or is shut out.
    UserMayNotAct,
    /// It works for somebody else only.
    UserNotAssigned,
    /// It does not work from here.
    Address,
}

impl Why {
    /// The word in the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessOff => "access_off",
            Self::TokenUnknown => "token_unknown",
            Self::TokenDeactivated => "token_deactivated",
            Self::TokenExpired => "token_expired",
            Self::Sunset => "sunset",
            Self::UserUnknown => "user_unknown",
            Self::UserMayNotAct => "user_may_not_act",
            Self::UserNotAssigned => "user_not_assigned",
            Self::Address => "address_not_allowed",
        }
    }

    /// Whether whoever guesses gets this answer. A token that has ended, or one from the wrong net, is no guess.
    pub const fn is_guess(self) -> bool {
        matches!(self, Self::TokenUnknown | Self::UserUnknown | Self::UserMayNotAct | Self::UserNotAssigned)
    }

    /// Whether the token itself has ended, or all have: its admin wants to know who still calls with it.
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::TokenDeactivated | Self::TokenExpired | Self::Sunset)
    }
}

/// By which address the person is looked up: by the one that was sent if the token is known, otherwise by one that
/// nobody has, which is as much work.
pub fn asked_for(token: Option<&ApiTokenState>, email: &str) -> String {
    token.map(|_| email_key(email)).unwrap_or_default()
}

/// Whether `token` opens what it was shown for, by `person`, from `address`, at `now`.
///
/// # Errors
/// The first thing that is wrong: the token's own end before anything about the person.
pub fn judge(
    token: Option<&ApiTokenState>,
    person: Option<&Person>,
    address: Option<IpAddr>,
    now: Moment,
) -> Result<(), Why> {
    let token = token.ok_or(Why::TokenUnknown)?;
    if !token.active {
        return Err(Why::TokenDeactivated);
    }
    if token.ceiling.expires_at.is_some_and(|end| end <= now) {
        return Err(Why::TokenExpired);
    }
    let person = person.ok_or(Why::UserUnknown)?;
    if token.ceiling.user.is_some_and(|user| user != person.id) {
        return Err(Why::UserNotAssigned);
    }
    if !person.may_act {
        return Err(Why::UserMayNotAct);
    }
    let from_here = |address: IpAddr| token.ceiling.allowed_ips.iter().any(|net| net.contains(&address.to_canonical()));
    if !token.ceiling.allowed_ips.is_empty() && !address.is_some_and(from_here) {
        return Err(Why::Address);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_token_does_not_ask_who_has_the_address() {
        assert_eq!(asked_for(None, "ada@example.com"), "");
    }
}
