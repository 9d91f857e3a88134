//! Changing a user.
//!
//! A new address is not known to be theirs: it takes `verified` away, unless the same change vouches for
//! it. Whoever is suspended, no longer verified or brought down to a lower role is signed out everywhere, so
//! that no open page keeps a power that is gone; their tokens follow by themselves, because every look-up joins the user.
//! A sign-in link, which sets a password, ends with all of that, and also with the address and the role that it was made
//! for: it may have gone to the old address, and what was handed to an agent is not an admin's.

use super::{Role, User, UserId, check, email_key, session, sign_in_link, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::{Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};

/// What may be changed of a user; absent: stays as it is; blank: taken away, where it can be.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// The address.
    pub email: Option<String>,
    /// What people call them.
    pub name: Option<String>,
    /// What they are to the tenant.
    pub role: Option<Role>,
    /// Whether the address is known to be theirs.
    pub verified: Option<bool>,
    /// Whether they are shut out.
    pub suspended: Option<bool>,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// The language of their pages.
    pub locale: Option<String>,
    /// The zone of their times.
    pub time_zone: Option<String>,
}

/// Changes the user `id` of `tenant`.
///
/// # Errors
/// [`Refused::Unknown`], also for a tombstone; [`Refused::Invalid`] with every field that cannot be so.
pub fn set(tx: &mut Tx<'_>, tenant: TenantId, id: UserId, change: &Change, stamp: &Stamp) -> Result<User, Refused> {
    let before = store::claim(tx.db, tenant, id)?.ok_or(Refused::Unknown("user"))?;
    let after = changed(before.clone(), change)?;
    check::free(tx.db, &after)?;
    check::an_admin_is_left(tx.db, &before, Some(&after), stamp)?;

    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    let after = User { updated_at: stamp.at, ..after };
    store::update(tx.db, &after)?;
    let shut_out = after.suspended || (before.verified && !after.verified);
    if shut_out || after.role < before.role {
        session::close_all_of_user(tx, tenant, id)?;
    }
    if shut_out || after.role != before.role || email_key(&after.email) != email_key(&before.email) {
        sign_in_link::store::delete_of_user(tx.db, tenant, id)?;
    }
    tx.forget_tenant(tenant.number());
    let action = Action::of_liveness(!before.suspended, !after.suspended);
    audit::record(tx.db, tenant.number(), stamp, action, after.source(), details)?;
    Ok(after)
}

/// `user` with `change`, as far as that can be seen without asking the database.
pub(super) fn changed(mut user: User, change: &Change) -> Result<User, Refused> {
    let mut problems = Problems::default();
    let was = email_key(&user.email);
    if let Some(email) = &change.email {
        user.email = problems.take(check::email(email));
    }
    // A name that is kept already stays, whatever is refused since.
    if let Some(name) = change.name.as_ref().filter(|name| name.trim() != user.name) {
        user.name = problems.take(check::name(name));
    }
    if let Some(external) = &change.external_id {
        user.external_id = problems.take(tenants::check::external_id(Some(external)));
    }
    if let Some(locale) = &change.locale {
        user.locale = problems.take(check::word("locale", Some(locale)));
    }
    if let Some(zone) = &change.time_zone {
        user.time_zone = problems.take(check::word("time_zone", Some(zone)));
    }
    problems.none()?;
    user.role = change.role.unwrap_or(user.role);
    user.verified = change.verified.unwrap_or(user.verified && email_key(&user.email) == was);
    user.suspended = change.suspended.unwrap_or(user.suspended);
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::{Kind, Secret};
    use crate::tenants::fixture::House;

    impl House {
        async fn link(&self, user: &User) -> Secret {
            let link = self.secret(Kind::SignInLink);
            let (tenant, id, given, stamp) = (user.tenant, user.id, link.clone(), self.stamp().await);
            self.write(move |tx| sign_in_link::make(tx, tenant, id, &given, &stamp)).await;
            link
        }

        async fn opens(&self, link: &Secret, tenant: TenantId) -> bool {
            let (now, link) = (self.clock.now(), link.clone());
            self.read(move |db| sign_in_link::find(db, tenant, link.reveal(), now)).await.is_some()
        }
    }

    async fn try_set(house: &House, user: &User, change: Change) -> Result<User, Refused> {
        let (tenant, id, stamp) = (user.tenant, user.id, house.stamp().await);
        house.storage.write(move |tx| set(tx, tenant, id, &change, &stamp)).await
    }

    #[tokio::test]
    async fn a_new_address_has_to_be_verified_again() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let moved = |email: &str, verified| Change { email: Some(email.into()), verified, ..Change::default() };
        assert!(try_set(&house, &ada, moved("ADA@example.com", None)).await.unwrap().verified);
        assert!(!try_set(&house, &ada, moved("ada@example.net", None)).await.unwrap().verified);
        assert!(try_set(&house, &ada, moved("ada@example.org", Some(true))).await.unwrap().verified);
    }

    #[tokio::test]
    async fn a_name_that_was_kept_before_it_would_be_refused_is_in_nobodys_way() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = User { name: "A\u{200b}da".into(), ..house.user(acme, "ada@example.com").await };
        let named = |name: &str| changed(ada.clone(), &Change { name: Some(name.into()), ..Change::default() });
        assert_eq!(named(" A\u{200b}da ").unwrap().name, ada.name);
        assert_eq!(named("Ada").unwrap().name, "Ada");
        assert!(named("B\u{200b}ob").is_err());
    }

    #[tokio::test]
    async fn whoever_is_suspended_or_brought_down_is_signed_out() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        for (change, stays) in [
            (Change { name: Some("Ada".into()), ..Change::default() }, true),
            (Change { role: Some(Role::Admin), ..Change::default() }, true),
            (Change { role: Some(Role::EndUser), ..Change::default() }, false),
            (Change { verified: Some(false), ..Change::default() }, false),
            (Change { verified: Some(true), ..Change::default() }, true),
            (Change { suspended: Some(true), ..Change::default() }, false),
        ] {
            let cookie = house.session(&ada).await;
            try_set(&house, &ada, change.clone()).await.unwrap();
            // Suspension alone would hide the session: it has to be gone for good.
            try_set(&house, &ada, Change { suspended: Some(false), ..Change::default() }).await.unwrap();
            let now = house.clock.now();
            let found = house.read(move |db| session::find(db, acme, cookie.reveal(), now)).await;
            assert_eq!(found.is_some(), stays, "{change:?}");
        }
    }

    #[tokio::test]
    async fn a_sign_in_link_ends_with_what_it_was_made_for() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        let his = house.link(&bob).await;
        for (change, stays) in [
            (Change { name: Some("Ada".into()), email: Some("ADA@example.com".into()), ..Change::default() }, true),
            (Change { email: Some("ada@example.net".into()), verified: Some(true), ..Change::default() }, false),
            (Change { role: Some(Role::Admin), ..Change::default() }, false),
            (Change { role: Some(Role::EndUser), ..Change::default() }, false),
            (Change { verified: Some(false), ..Change::default() }, false),
            (Change { verified: Some(true), ..Change::default() }, true),
            (Change { suspended: Some(true), ..Change::default() }, false),
        ] {
            let hers = house.link(&ada).await;
            try_set(&house, &ada, change.clone()).await.unwrap();
            try_set(&house, &ada, Change { suspended: Some(false), ..Change::default() }).await.unwrap();
            assert_eq!(house.opens(&hers, acme).await, stays, "{change:?}");
        }
        assert!(house.opens(&his, acme).await, "somebody else's");
    }

    #[tokio::test]
    async fn suspending_has_a_name_of_its_own_in_the_log() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        try_set(&house, &ada, Change { suspended: Some(true), ..Change::default() }).await.unwrap();
        let event = &house.log(acme).await[0];
        assert_eq!((event.action, event.source.label.as_str()), (Action::Deactivate, "ada"));
    }

    #[tokio::test]
    async fn a_taken_address_or_external_id_is_refused() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        house.user(acme, "bob@example.com").await;
        let change = Change {
            email: Some("Bob@example.com".into()),
            external_id: Some("x-bob@example.com".into()),
            ..Change::default()
        };
        let Err(Refused::Invalid(problems)) = try_set(&house, &ada, change).await else { panic!("was taken") };
        assert_eq!(problems.iter().map(|problem| &*problem.field).collect::<Vec<_>>(), ["email", "external_id"]);
    }
}
