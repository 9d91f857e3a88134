//! What a client may be that somebody makes, changes or takes over by a token: nothing minted exceeds its maker
//! (contract §3, §4).
//!
//! A client acts by itself and from anywhere. So whoever comes with a token hands on at most the scopes of that token, and
//! nothing at all of one that is held to addresses. That tokens end and clients do not is no hindrance: every access token
//! ends, and to make clients is what `credentials:write` is for. What hands no power over (a name, a deactivation) is
//! free. A signed-in admin and an operator are held by their role alone.

use std::sync::Arc;

use super::{Change, Client};
use crate::audit::Stamp;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Problem, Problems, Refused};
use crate::users::UserId;

/// How far the power of a token reaches.
#[derive(Clone, Debug)]
pub struct Ceiling {
    /// What its scopes mean.
    pub catalogue: Arc<Catalogue>,
    /// Its scopes; none: whatever its user's role may.
    pub scopes: Option<Scope>,
    /// The only user that it works for.
    pub user: Option<UserId>,
    /// Whether it works from some addresses only.
    pub placed: bool,
}

/// Who makes or changes a client, and how far their power reaches.
#[derive(Clone, Copy, Debug)]
pub struct Maker<'a> {
    /// Who, when, from where.
    pub stamp: &'a Stamp,
    /// How far; nothing said: as far as their role.
    pub ceiling: Option<&'a Ceiling>,
}

impl<'a> From<&'a Stamp> for Maker<'a> {
    fn from(stamp: &'a Stamp) -> Self {
        Self { stamp, ceiling: None }
    }
}

impl Maker<'_> {
    /// Whether they may make `client`.
    ///
    /// # Errors
    /// [`Refused::Invalid`] with everything in which the client exceeds its maker.
    pub(super) fn may_make(&self, client: &Client) -> Result<(), Refused> {
        self.ceiling.map_or(Ok(()), |ceiling| ceiling.holds(client, client.allowed_scopes.as_ref()))
    }

    /// Whether they may make `after` of `before`.
    ///
    /// # Errors
    /// As [`may_make`](Self::may_make).
    pub(super) fn may_change(&self, before: &Client, after: &Client) -> Result<(), Refused> {
        match self.ceiling {
            Some(ceiling) if before.allowed_scopes != after.allowed_scopes => {
                ceiling.holds(after, after.allowed_scopes.as_ref())
            }
            Some(_) if hands_over(before, after) => self.may_take(after),
            _ => Ok(()),
        }
    }

    /// Whether they may see a secret of `client`, or let it act. One without a limit is for those who may everything: read
    /// it, write it, and make whatever gives power.
    ///
    /// # Errors
    /// As [`may_make`](Self::may_make).
    pub(super) fn may_take(&self, client: &Client) -> Result<(), Refused> {
        let everything = Scope::all_power();
        self.ceiling
            .map_or(Ok(()), |ceiling| ceiling.holds(client, client.allowed_scopes.as_ref().or(Some(&everything))))
    }
}

impl Ceiling {
    /// `change`, of a client to be made, with this ceiling's own values where nothing was said.
    pub fn fill(&self, change: &mut Change) {
        change.allowed_scopes = change.allowed_scopes.take().or_else(|| self.scopes.as_ref().map(ToString::to_string));
        change.service_account = change.service_account.or(self.user.map(Some));
    }

    fn holds(&self, client: &Client, scopes: Option<&Scope>) -> Result<(), Refused> {
        let mut problems = Problems::default();
        if self.placed {
            let says = "the token that asks is held to some addresses, and no client is: sign in to do this";
            problems.note(Problem::invalid("base", says));
        }
        if let Some(most) = &self.scopes {
            let within = scopes.is_some_and(|scopes| self.catalogue.contains(most, scopes));
            let says = || format!("your own token may {most}: no client can be allowed more by it");
            problems.note((!within).then(|| Problem::invalid("allowed_scopes", says())));
        }
        let other = self.user.is_some_and(|only| client.acts_as().is_some_and(|user| user != only));
        let says = "your own token works for one user: no client can act as another by it";
        problems.note(other.then(|| Problem::invalid("service_account", says)));
        problems.none()
    }
}

/// Whether somebody can do more with it as it is now: by answers that go elsewhere, as somebody else, for longer.
fn hands_over(before: &Client, after: &Client) -> bool {
    let elsewhere = after.redirect_uris.iter().any(|uri| !before.redirect_uris.contains(uri));
    let lives = |client: &Client| client.active && client.blocked_at.is_none();
    let livelier = lives(after) && !lives(before);
    let lasting = after.access_token_never_expires && !before.access_token_never_expires;
    let another = after.acts_as().is_some() && before.acts_as() != after.acts_as();
    elsewhere || livelier || lasting || another || before.kind != after.kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::Kind;
    use crate::clients::fixture::confidential;
    use crate::clock::Moment;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn whoever_is_limited_hands_no_more_over_by_a_client_that_may_more() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let before = house.client(acme, confidential("app")).await;
        let stamp = house.stamp().await;
        let scopes = Some("credentials:write".parse().unwrap());
        let ceiling = Ceiling { catalogue: Arc::default(), scopes, user: None, placed: false };
        let limited = Maker { stamp: &stamp, ceiling: Some(&ceiling) };
        let uri = |text: &str| vec![text.to_owned()];
        let blocked = Client { blocked_at: Some(Moment::from_micros(1)), ..before.clone() };
        let stopped = Client { active: false, ..before.clone() };
        let robot = Client { service_account: Some(UserId::new(7)), ..before.clone() };
        for (from, to, may) in [
            (&before, Client { redirect_uris: uri("https://other.example/cb"), ..before.clone() }, false),
            (&before, Client { access_token_never_expires: true, ..before.clone() }, false),
            (&before, Client { kind: Kind::Public, ..before.clone() }, false),
            (&before, Client { service_account: Some(UserId::new(7)), ..before.clone() }, false),
            (&stopped, before.clone(), false),
            (&blocked, before.clone(), false),
            (&before, Client { name: "Another".to_owned(), ..before.clone() }, true),
            (&before, stopped.clone(), true),
            (&before, Client { redirect_uris: Vec::new(), ..before.clone() }, true),
            (&robot, before.clone(), true),
        ] {
            assert_eq!(limited.may_change(from, &to).is_ok(), may, "{to:?}");
            assert!(Maker::from(&stamp).may_change(from, &to).is_ok(), "by their role alone");
        }
    }
}
