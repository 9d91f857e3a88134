//! A sign-in link: signs one person in once, within a day, and lets them choose a password.
//!
//! For a first admin, and for whoever has forgotten a password; an operator hands it over. Looking at it
//! claims nothing, because mail programs and chat previews open links by themselves; the person's own
//! POST claims it, by a conditional UPDATE. A new link takes the place of the one before it, and a new
//! password ends them all; so does suspending the person, taking their verification away, another address and another
//! role ([`set`](super::set())), because it is worth more than a session. It does not verify the address: nobody knows by
//! which way it came.

pub mod store;

use serde_json::json;

use super::session::{self, NewSession, Session};
use super::{KeptPassword, User, UserId, set_password};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::refused::Refused;
use crate::secret::{Digest, Kind, Secret};
use crate::storage::{Db, Result, Tx};
use crate::tenants::TenantId;

/// For how many seconds a link is good.
pub const LIFETIME: i64 = 86_400;

/// Keeps `link` for the user `id` of `tenant`, in place of any before it. Returns when it ends.
///
/// # Errors
/// [`Refused::Unknown`] for a user that is not there or may not sign in.
pub fn make(tx: &mut Tx<'_>, tenant: TenantId, id: UserId, link: &Secret, stamp: &Stamp) -> Result<Moment, Refused> {
    let found = super::store::claim(tx.db, tenant, id)?.filter(User::may_sign_in);
    let user = found.ok_or(Refused::Unknown("user"))?;
    let expires_at = stamp.at.plus(LIFETIME);
    store::delete_of_user(tx.db, tenant, id)?;
    store::insert(tx.db, tenant, id, digest(tenant, link.reveal()), stamp.at, expires_at)?;
    let details = json!({ "after": { "sign_in_link": "made", "expires_at": expires_at } });
    audit::record(tx.db, tenant.number(), stamp, Action::Update, user.source(), details)?;
    Ok(expires_at)
}

/// The same, unless a link was made or claimed since [`standing`] was `before`: so a form that carries that word makes one
/// link, however often it is sent.
///
/// # Errors
/// As [`make`].
pub fn make_once(
    tx: &mut Tx<'_>,
    (tenant, id): (TenantId, UserId),
    before: &str,
    link: &Secret,
    stamp: &Stamp,
) -> Result<Option<Moment>, Refused> {
    super::store::claim(tx.db, tenant, id)?;
    if standing(tx.db, tenant, id)? != before {
        return Ok(None);
    }
    make(tx, tenant, id, link, stamp).map(Some)
}

/// What stands before a link is made for the user `id`: a word that changes whenever one is made or claimed.
///
/// # Errors
/// Only storage's.
pub fn standing(db: &mut Db, tenant: TenantId, id: UserId) -> Result<String> {
    let made = store::made_at(db, tenant, id)?;
    let claimed = super::store::by_id(db, tenant, id)?.and_then(|user| user.password_changed_at);
    let micros = |at: Option<Moment>| at.map_or(0, Moment::micros);
    Ok(format!("{}-{}", micros(made), micros(claimed)))
}

/// Whom `link` would sign in at `tenant`; none if it is unknown, used, over, or its user may not sign in.
///
/// # Errors
/// Only storage's.
pub fn find(db: &mut Db, tenant: TenantId, link: &str, now: Moment) -> Result<Option<User>> {
    let owner = store::owner(db, tenant, digest(tenant, link), now)?;
    let user = owner.map(|id| super::store::by_id(db, tenant, id)).transpose()?.flatten();
    Ok(user.filter(User::may_sign_in))
}

/// What a person does with a link.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The link's secret, as it came.
    pub link: Secret,
    /// The password that they chose, if they chose one.
    pub password: Option<KeptPassword>,
    /// The session that is opened.
    pub session: NewSession,
    /// The cookie that the browser had: its session ends.
    pub previous: Option<Secret>,
}

/// Claims a link: sets the password, opens the session. Of the stamps, the first is that of signing in, the
/// second that of the new password, if there is one; their actor becomes the user.
///
/// # Errors
/// [`Refused::Unknown`] if the link is not good any more.
pub fn claim(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    claim: &Claim,
    events: [&Stamp; 2],
) -> Result<(Session, User), Refused> {
    let [login, change] = events;
    let spent = Refused::Unknown("sign-in link");
    let link = digest(tenant, claim.link.reveal());
    let owner = store::owner(tx.db, tenant, link, login.at)?;
    // Whoever is suspended at the same time either is so already, or is signed out again.
    let user = owner.map(|id| super::store::claim(tx.db, tenant, id)).transpose()?.flatten().filter(User::may_sign_in);
    let Some(user) = user else { return Err(spent) };
    if store::claim(tx.db, tenant, link, login.at)? == 0 {
        return Err(spent);
    }
    let [login, change] = [login.by(user.actor()), change.by(user.actor())];
    let user = match &claim.password {
        Some(password) => set_password(tx, tenant, user.id, password, &change)?,
        None => user,
    };
    if let Some(previous) = &claim.previous {
        session::close(tx, tenant, previous.reveal())?;
    }
    let session = session::open(tx, tenant, user.id, &claim.session, login.at)?;
    audit::record(tx.db, tenant.number(), &login, Action::Login, session.source(&user), json!({ "by": "link" }))?;
    Ok((session, user))
}

fn digest(tenant: TenantId, link: &str) -> Digest {
    Digest::of(Kind::SignInLink, tenant.number(), link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Event;
    use crate::tenants::fixture::House;
    use crate::users::{Change, set};

    async fn made(house: &House, user: &User) -> Secret {
        let link = house.secret(Kind::SignInLink);
        let (tenant, id, given, stamp) = (user.tenant, user.id, link.clone(), house.stamp().await);
        house.write(move |tx| make(tx, tenant, id, &given, &stamp)).await;
        link
    }

    async fn claimed(house: &House, tenant: TenantId, link: &Secret, password: Option<&str>) -> Option<User> {
        let password = password.map(KeptPassword::from_phc);
        let asked = Claim { link: link.clone(), password, session: house.new_session().await, previous: None };
        let (login, change) = (house.stamp().await, house.stamp().await);
        let done = house.storage.write(move |tx| claim(tx, tenant, &asked, [&login, &change])).await;
        done.ok().map(|(_, user)| user)
    }

    #[tokio::test]
    async fn a_link_signs_in_once_and_sets_the_first_password() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let link = made(&house, &ada).await;
        for _ in 0..2 {
            let (now, link) = (house.clock.now(), link.clone());
            let seen = house.read(move |db| find(db, acme, link.reveal(), now)).await;
            assert_eq!(seen.map(|user| user.id), Some(ada.id), "looking claims nothing");
        }
        let user = claimed(&house, acme, &link, Some("$argon2id$first")).await.unwrap();
        assert_eq!(user.password, Some(KeptPassword::from_phc("$argon2id$first")));
        assert!(claimed(&house, acme, &link, Some("$argon2id$second")).await.is_none());
        let told: Vec<Event> = house.log(acme).await.into_iter().take(2).collect();
        assert!(told.iter().all(|event| event.stamp.origin.actor.name() == "ada"), "{told:?}");
        assert!(told.iter().any(|event| event.action == Action::Login));
    }

    #[tokio::test]
    async fn a_link_is_no_good_elsewhere_later_replaced_or_for_the_suspended() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let ada = house.user(acme, "ada@example.com").await;
        let replaced = made(&house, &ada).await;
        let link = made(&house, &ada).await;
        assert!(claimed(&house, acme, &replaced, None).await.is_none());
        assert!(claimed(&house, globex, &link, None).await.is_none());
        for suspended in [true, false] {
            let (change, stamp) = (Change { suspended: Some(suspended), ..Change::default() }, house.stamp().await);
            house.write(move |tx| set(tx, acme, ada.id, &change, &stamp)).await;
            assert!(claimed(&house, acme, &link, None).await.is_none(), "reactivated, they get a new one");
        }
        let late = made(&house, &ada).await;
        house.clock.advance(LIFETIME);
        assert!(claimed(&house, acme, &late, None).await.is_none());
    }

    #[tokio::test]
    async fn what_stands_changes_with_each_link_that_is_made_and_with_each_that_is_claimed() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let standing = async || house.read(move |db| standing(db, acme, ada.id)).await;
        let mut seen = vec![standing().await];
        for password in [None, Some("$argon2id$one"), Some("$argon2id$two")] {
            house.clock.advance(1);
            let link = made(&house, &ada).await;
            seen.push(standing().await);
            if password.is_some() {
                house.clock.advance(1);
                claimed(&house, acme, &link, password).await.unwrap();
                seen.push(standing().await);
            }
        }
        let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "{seen:?}");
    }

    #[tokio::test]
    async fn of_parallel_claims_one_wins() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let link = made(&house, &ada).await;
        let claims = (0..20).map(|_| claimed(&house, acme, &link, None));
        let won = futures_util::future::join_all(claims).await.into_iter().flatten().count();
        assert_eq!(won, 1);
    }
}
