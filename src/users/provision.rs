//! Making a user what the vendor's own system says, as often as it says so.
//!
//! A user is found by `external_id`, and by address only where the vendor calls them nothing yet: then they are
//! linked. Somebody with another external id is never found by their address, because addresses change hands
//! and whoever has one now would get the other one's account. What is said again changes nothing and is in no log.

use serde_json::Value;

use super::{Change, NewUser, Role, User, UserId, check, create, email_key, set, store};
use crate::audit::Stamp;
use crate::clock::Moment;
use crate::refused::{Flaw, Problem, Refused};
use crate::secret::Digest;
use crate::storage::{Db, Tx};
use crate::tenants::imports::{self, Brought};
use crate::tenants::{self, TenantId};

/// What the vendor's own system says of somebody.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Everything it says; what is absent stays as it is. Needs an external id or an address, a new user an address.
    pub change: Change,
    /// Whether a new address counts as verified where `change` does not say so.
    pub vouched: bool,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provisioned {
    /// There is a new user.
    Created,
    /// Something changed.
    Updated,
    /// Everything was so already.
    Unchanged,
}

/// Makes the user of `tenant` that `wanted` means what it says; a new one has the number `id`.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] with every field that cannot be so. Nothing
/// was written then, so several may share a job.
pub fn provision(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: UserId,
    wanted: &Wanted,
    stamp: &Stamp,
) -> Result<(Provisioned, User), Refused> {
    let found = tenants::store::find_or_claim(tx.db, tenant, |db| find(db, tenant, &wanted.change))?;
    let Some(before) = found else {
        return Ok((Provisioned::Created, create(tx, tenant, id, &wanted.newcomer(), stamp)?));
    };
    let after = set(tx, tenant, before.id, &wanted.change_of(&before), stamp)?;
    Ok((outcome(&before.told(), &after.told()), after))
}

/// Brings `wanted` from another system, once: whoever is there already, or was deleted since, is left alone. Only
/// whom nobody here calls anything yet gets the external id that the file has for them: its other lines name them so.
///
/// # Errors
/// As [`provision`].
pub fn import(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: UserId,
    wanted: &Wanted,
    stamp: &Stamp,
) -> Result<Brought, Refused> {
    let brought = mark(tenant, &wanted.change);
    let known = imports::store::is_known(tx.db, tenant, brought)?;
    let done = match find(tx.db, tenant, &wanted.change)? {
        Some(before) if !known && before.external_id.is_none() => {
            let link = Change { external_id: wanted.change.external_id.clone(), ..Change::default() };
            let after = set(tx, tenant, before.id, &link, stamp)?;
            if before.told() == after.told() { Brought::Unchanged } else { Brought::Updated }
        }
        None if !known => create(tx, tenant, id, &wanted.newcomer(), stamp).map(|_| Brought::Created)?,
        _ => Brought::Unchanged,
    };
    if !known {
        imports::store::note(tx.db, tenant, brought, stamp.at)?;
    }
    Ok(done)
}

/// What somebody is recognised by who was brought.
fn mark(tenant: TenantId, change: &Change) -> Digest {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (external, email) = (given(&change.external_id), email_key(&given(&change.email)));
    let named = if external.is_empty() { format!("email {email}") } else { format!("external_id {external}") };
    imports::mark(tenant, &format!("user {named}"))
}

/// What [`provision`] would do now; changes nothing.
///
/// # Errors
/// The same.
pub fn preview(db: &mut Db, tenant: TenantId, wanted: &Wanted, now: Moment) -> Result<Provisioned, Refused> {
    let Some(before) = find(db, tenant, &wanted.change)? else {
        check::free(db, &create::checked(tenant, UserId::new(0), &wanted.newcomer(), now)?)?;
        return Ok(Provisioned::Created);
    };
    let after = set::changed(before.clone(), &wanted.change_of(&before))?;
    check::free(db, &after)?;
    Ok(outcome(&before.told(), &after.told()))
}

fn outcome(before: &Value, after: &Value) -> Provisioned {
    if before == after { Provisioned::Unchanged } else { Provisioned::Updated }
}

fn find(db: &mut Db, tenant: TenantId, change: &Change) -> Result<Option<User>, Refused> {
    let given = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let (external, email) = (given(&change.external_id), given(&change.email));
    if external.is_empty() && email.is_empty() {
        return Err(Problem::new("external_id", Flaw::Blank, "give an external_id, an email, or both").into());
    }
    let named = if external.is_empty() { None } else { store::by_external_id(db, tenant, &external)? };
    if named.is_some() {
        return Ok(named);
    }
    match store::by_email(db, tenant, &email)?.filter(|user| user.deleted_at.is_none()) {
        // Whom nobody was called when it was asked may be called so by now.
        Some(user) if !external.is_empty() && user.external_id.as_ref().is_some_and(|named| *named != external) => {
            let says = format!("another user has the address {}, with another external_id", email_key(&email));
            Err(Problem::new("email", Flaw::Taken, says).into())
        }
        addressed => Ok(addressed),
    }
}

impl Wanted {
    fn newcomer(&self) -> NewUser {
        let Change { email, name, role, verified, suspended, external_id, locale, time_zone } = self.change.clone();
        NewUser {
            email: email.unwrap_or_default(),
            name: name.unwrap_or_default(),
            role: role.unwrap_or(Role::EndUser),
            verified: verified.unwrap_or(self.vouched),
            suspended: suspended.unwrap_or_default(),
            external_id,
            locale,
            time_zone,
        }
    }

    fn change_of(&self, before: &User) -> Change {
        let moved = self.change.email.as_ref().is_some_and(|email| email_key(email) != email_key(&before.email));
        let vouched = (moved && self.vouched).then_some(true);
        Change { verified: self.change.verified.or(vouched), ..self.change.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;
    use crate::users::session;

    fn wanted(external: &str, email: &str) -> Wanted {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Wanted {
            change: Change { external_id: given(external), email: given(email), ..Change::default() },
            vouched: true,
        }
    }

    /// What is done is what was foretold.
    async fn provisioned(house: &House, tenant: TenantId, wanted: Wanted) -> Result<(Provisioned, User), Refused> {
        let ([id], stamp, asked) = (house.storage.ids().await.unwrap(), house.stamp().await, wanted.clone());
        let now = stamp.at;
        let foretold = house.storage.read(move |db| preview(db, tenant, &asked, now)).await;
        let done = house.storage.write(move |tx| provision(tx, tenant, UserId::new(id), &wanted, &stamp)).await;
        match (&foretold, &done) {
            (Ok(foretold), Ok((done, _))) => assert_eq!(foretold, done),
            (Err(foretold), Err(done)) => assert_eq!(foretold.to_string(), done.to_string()),
            _ => panic!("{foretold:?} was foretold, {done:?} was done"),
        }
        done
    }

    #[tokio::test]
    async fn what_is_said_again_changes_nothing_and_is_not_in_the_log() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let mut said = wanted("7", "ada@example.com");
        said.change.role = Some(Role::Agent);
        let (done, ada) = provisioned(&house, acme, said.clone()).await.unwrap();
        assert_eq!((done, ada.verified, ada.role), (Provisioned::Created, true, Role::Agent));
        let events = house.log(acme).await.len();
        let (done, again) = provisioned(&house, acme, said.clone()).await.unwrap();
        assert_eq!((done, again.id), (Provisioned::Unchanged, ada.id));
        assert_eq!(house.log(acme).await.len(), events);
        said.change.name = Some("Ada Byron".into());
        assert_eq!(provisioned(&house, acme, said).await.unwrap().0, Provisioned::Updated);
        assert_eq!(house.log(acme).await.len(), events + 1);
    }

    #[tokio::test]
    async fn an_address_links_whom_the_vendor_calls_nothing_yet_and_nobody_else() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (_, ada) = provisioned(&house, acme, wanted("", "ada@example.com")).await.unwrap();
        let (done, linked) = provisioned(&house, acme, wanted("7", "ADA@example.com")).await.unwrap();
        assert_eq!((done, linked.id, linked.external_id.as_deref()), (Provisioned::Updated, ada.id, Some("7")));
        let refused = provisioned(&house, acme, wanted("8", "ada@example.com")).await.unwrap_err();
        assert!(refused.to_string().starts_with("email: another user has the address ada@example.com"), "{refused}");
        provisioned(&house, acme, wanted("9", "eve@example.com")).await.unwrap();
        assert!(provisioned(&house, acme, wanted("9", "ada@example.com")).await.is_err(), "taken by somebody else");
    }

    #[tokio::test]
    async fn a_new_address_is_vouched_for_and_what_is_not_said_stays() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let mut ada = wanted("7", "ada@example.com");
        ada.change.verified = Some(false);
        assert!(!provisioned(&house, acme, ada).await.unwrap().1.verified);
        assert!(!provisioned(&house, acme, wanted("7", "Ada@example.com")).await.unwrap().1.verified);
        assert!(provisioned(&house, acme, wanted("7", "ada@example.net")).await.unwrap().1.verified);
        let unvouched = Wanted { vouched: false, ..wanted("7", "ada@example.org") };
        assert!(!provisioned(&house, acme, unvouched).await.unwrap().1.verified);
    }

    #[tokio::test]
    async fn nobody_is_refused_by_name_and_a_suspension_ends_what_is_open() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        assert!(provisioned(&house, acme, wanted(" ", "")).await.is_err());
        let refused = provisioned(&house, acme, wanted("7", "")).await.unwrap_err();
        assert!(refused.to_string().starts_with("email: cannot be blank"), "{refused}");
        let (_, ada) = provisioned(&house, acme, wanted("7", "ada@example.com")).await.unwrap();
        let (cookie, mut out) = (house.session(&ada).await, wanted("7", ""));
        out.change.suspended = Some(true);
        assert!(provisioned(&house, acme, out).await.unwrap().1.suspended);
        let now = house.clock.now();
        assert!(house.read(move |db| session::find(db, acme, cookie.reveal(), now)).await.is_none());
    }
}
