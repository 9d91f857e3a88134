//! What nothing may exceed that somebody makes of their own power (contract §3).
//!
//! A signed-in admin and an operator are held by their role alone. Whoever comes with an API token hands on at most what
//! that one may do: no more scopes, no later end, no other user, no other address. An access token has scopes and an end to
//! hand on; its user is no bound, because `credentials:write` is power over everybody of the account. So an access token
//! that is made by an API token with other bounds gets no `credentials:write`, with which it could make something that has
//! none. What is not said is the ceiling's own value, so that the shortest request of a narrow token makes a token that is
//! as narrow.

use ipnet::IpNet;

use super::ApiToken;
use crate::audit::Stamp;
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Problem, Problems};
use crate::users::UserId;

/// What nothing may exceed; nothing of it said: no ceiling.
#[derive(Clone, Debug, Default)]
pub struct Ceiling {
    /// The scopes.
    pub scopes: Option<Scope>,
    /// The expiry.
    pub expires_at: Option<Moment>,
    /// The user.
    pub user: Option<UserId>,
    /// The addresses; empty: any.
    pub allowed_ips: Vec<IpNet>,
}

/// Who makes or changes something, and how far their power reaches.
#[derive(Clone, Debug)]
pub struct Maker {
    /// Who, when, from where.
    pub stamp: Stamp,
    /// How far.
    pub ceiling: Ceiling,
}

impl From<Stamp> for Maker {
    fn from(stamp: Stamp) -> Self {
        Self { stamp, ceiling: Ceiling::default() }
    }
}

impl Ceiling {
    /// `token` with the ceiling's own value where nothing was said.
    pub(super) fn fill(&self, token: &mut ApiToken) {
        token.scopes = token.scopes.take().or_else(|| self.scopes.clone());
        token.expires_at = token.expires_at.or(self.expires_at);
        token.assigned_user = token.assigned_user.or(self.user);
        if token.allowed_ips.is_empty() {
            token.allowed_ips.clone_from(&self.allowed_ips);
        }
    }

    /// The scopes that nothing may exceed; none: whatever a role may. What is held to a user or to addresses acts for
    /// nobody else: unless it says so itself, it hands on no `impersonate`.
    fn most(&self) -> Option<Scope> {
        self.scopes.clone().or_else(|| self.is_held().then(Scope::all_power))
    }

    fn is_held(&self) -> bool {
        self.user.is_some() || !self.allowed_ips.is_empty()
    }

    /// What an access token may at most that an API token with this ceiling makes; none: all that its user may. It is held
    /// to no user in what it makes itself, and to no addresses: if this one is, it gets no `credentials:write`.
    pub fn of_access_token(&self, catalogue: &Catalogue) -> Option<Scope> {
        let most = self.most().or_else(|| self.expires_at.map(|_| catalogue.everything()));
        if !self.is_held() {
            return most;
        }
        most.map(|most| catalogue.meet(&most, &catalogue.everything_but_minting()))
    }

    /// What a client may at most that an API token with this ceiling makes or takes over; none: whatever a role may. It asks
    /// for access tokens by itself, so it gets no more than one of those if this one is held.
    pub fn of_client(&self, catalogue: &Catalogue) -> Option<Scope> {
        if self.is_held() { self.of_access_token(catalogue) } else { self.scopes.clone() }
    }

    /// Where `after` exceeds this ceiling in what is not as it was `before`, or in anything if [more](hands_on) can be done
    /// with it; not in an end that it ever had.
    pub(super) fn exceeded(
        &self,
        before: Option<&ApiToken>,
        after: &ApiToken,
        (catalogue, now): (&Catalogue, Moment),
        problems: &mut Problems,
    ) {
        let says = "more than the credential that asks for it: nothing minted exceeds its maker";
        let mut note = |field: &'static str, same: bool, within: bool| {
            let wrong = !same && !within;
            problems.note(wrong.then(|| Problem::invalid(field, says)));
        };
        let more = before.is_some_and(|before| hands_on(before, after, now));
        let unchanged = before.filter(|_| !more);
        let may = |scopes: &Scope| self.most().is_none_or(|most| catalogue.contains(&most, scopes));
        let scopes = match &after.scopes {
            Some(asked) => may(asked),
            None if more => may(&Scope::all_power()),
            None => self.scopes.is_none(),
        };
        note("scopes", unchanged.is_some_and(|before| before.scopes == after.scopes), scopes);
        let until = self.expires_at.is_none_or(|end| after.expires_at.is_some_and(|asked| asked <= end));
        note("expires_at", before.is_some_and(|before| before.expires_at == after.expires_at), until);
        let user = self.user.is_none_or(|user| after.assigned_user == Some(user));
        note("assigned_user", unchanged.is_some_and(|before| before.assigned_user == after.assigned_user), user);
        let inside = |net: &IpNet| self.allowed_ips.iter().any(|mine| mine.contains(net));
        let nets =
            self.allowed_ips.is_empty() || (!after.allowed_ips.is_empty() && after.allowed_ips.iter().all(inside));
        note("allowed_ips", unchanged.is_some_and(|before| before.allowed_ips == after.allowed_ips), nets);
    }
}

/// Whether somebody can do more with it as it is now: again, as somebody else, from elsewhere, for longer. Whoever makes
/// it so hands on all that it may, though they say nothing of its scopes.
fn hands_on(before: &ApiToken, after: &ApiToken, now: Moment) -> bool {
    let again = !before.works(now) && after.works(now);
    let another = before.assigned_user.is_some() && before.assigned_user != after.assigned_user;
    let known = |net: &IpNet| before.allowed_ips.iter().any(|held| held.contains(net));
    let placed = !after.allowed_ips.is_empty() && after.allowed_ips.iter().all(known);
    let elsewhere = !before.allowed_ips.is_empty() && !placed;
    let longer = before.expires_at.is_some_and(|end| after.expires_at.is_none_or(|later| later > end));
    again || another || elsewhere || longer
}
