//! Deleting a user, for good.
//!
//! In one transaction their sessions and sign-in links end, every family that they allowed is revoked, what they
//! consented to is forgotten, and a tombstone is left that has a name and nothing else. Address and external id are
//! free again; who gets them inherits nothing, because everything hangs on the number. Refused where clients would
//! be left without an owner or without somebody to act as: an integration that stops because somebody has left is
//! found out too late, and whom it passes to is a decision. Letting the row go altogether was refused too: tokens,
//! consents and the audit log point to it.

mod store;

use serde_json::json;

use super::store::given::{Taken, take_back};
use super::{User, UserId, check, session, sign_in_link};
use crate::audit::{self, Action, Stamp};
use crate::clients::ClientKey;
use crate::refused::{Problem, Refused};
use crate::storage::{Db, Result as Stored, Tx};
use crate::tenants::TenantId;

/// How many clients a refusal names.
const NAMED: i64 = 5;

/// A client that needs a user: it belongs to them, or it acts as them.
#[derive(Clone, Debug)]
pub struct Needing {
    /// Which client.
    pub key: ClientKey,
    /// What it sends as `client_id`.
    pub identifier: String,
    /// What people call it.
    pub name: String,
}

/// The clients that need the user `id` of `tenant`: at most `most` of its own, and at most `most` global ones.
///
/// # Errors
/// Only storage's.
pub fn needing(db: &mut Db, tenant: TenantId, id: UserId, most: i64) -> Stored<Vec<Needing>> {
    store::clients_of(db, tenant, id, most)
}

/// Deletes the user `id` of `tenant`; what is left of them is returned.
///
/// # Errors
/// [`Refused::Unknown`], also for whoever was deleted before; [`Refused::Invalid`] with the clients that they own
/// or that act as them.
pub fn delete(tx: &mut Tx<'_>, tenant: TenantId, id: UserId, stamp: &Stamp) -> Result<User, Refused> {
    let user = super::store::claim(tx.db, tenant, id)?.ok_or(Refused::Unknown("user"))?;
    not_needed(tx.db, tenant, id)?;
    check::an_admin_is_left(tx.db, &user, None, stamp)?;
    let sessions = session::close_all_of_user(tx, tenant, id)?;
    sign_in_link::store::delete_of_user(tx.db, tenant, id)?;
    let Taken { families, consents, .. } = take_back(tx.db, (tenant, id), None, "user_deleted", stamp.at)?;
    let left = tombstone(&user, stamp);
    super::store::update(tx.db, &left)?;
    tx.forget_tenant(tenant.number());
    let details = json!({ "before": user.told(), "sessions": sessions, "families": families, "consents": consents });
    audit::record(tx.db, tenant.number(), stamp, Action::Destroy, user.source(), details)?;
    Ok(left)
}

fn not_needed(db: &mut Db, tenant: TenantId, id: UserId) -> Result<(), Refused> {
    let clients = store::clients_of(db, tenant, id, NAMED)?;
    if clients.is_empty() {
        return Ok(());
    }
    let clients: Vec<String> = clients.into_iter().map(|client| client.identifier).collect();
    let more = if clients.len() == usize::try_from(NAMED).unwrap_or_default() { " and perhaps more" } else { "" };
    let says =
        format!("owns or is acted as by {}{more}: give these clients to somebody else first", clients.join(", "));
    Err(Problem::invalid("clients", says).into())
}

fn tombstone(user: &User, stamp: &Stamp) -> User {
    User {
        external_id: None,
        email: String::new(),
        verified: false,
        locale: None,
        time_zone: None,
        password: None,
        password_changed_at: None,
        updated_at: stamp.at,
        deleted_at: Some(stamp.at),
        ..user.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::clients::fixture::confidential;
    use crate::clients::{self, Change as ClientChange};
    use crate::protocol::scope::Catalogue;
    use crate::secret::{Digest, Kind};
    use crate::tenants::fixture::House;
    use crate::users::{Change, NewUser, Role, create, list, set, show};

    async fn try_delete(house: &House, user: &User) -> Result<User, Refused> {
        let (tenant, id, stamp) = (user.tenant, user.id, house.stamp().await);
        house.storage.write(move |tx| delete(tx, tenant, id, &stamp)).await
    }

    #[tokio::test]
    async fn of_a_deleted_user_only_a_name_is_left_and_the_address_is_free() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let (cookie, link, stamp) = (house.session(&ada).await, house.secret(Kind::SignInLink), house.stamp().await);
        let kept = link.clone();
        house.write(move |tx| sign_in_link::make(tx, acme, ada.id, &kept, &stamp)).await;
        let left = try_delete(&house, &ada).await.unwrap();
        assert_eq!((left.name.as_str(), left.email.as_str(), left.external_id.as_deref()), ("ada", "", None));
        let now = house.clock.now();
        assert!(
            house
                .read(move |db| session::store::by_digest(
                    db,
                    acme,
                    Digest::of(Kind::Session, acme.number(), cookie.reveal())
                ))
                .await
                .is_none()
        );
        assert!(house.read(move |db| sign_in_link::find(db, acme, link.reveal(), now)).await.is_none());
        assert!(house.read(move |db| list(db, acme, None, 10)).await.is_empty());
        let new = house.user(acme, "ada@example.com").await;
        assert_ne!(new.id, ada.id);
        let found = house.storage.read(move |db| show(db, acme, "external_id:x-ada@example.com")).await.unwrap();
        assert_eq!((found.id, found.password), (new.id, None));
        let event = house.log(acme).await.into_iter().find(|event| event.action == Action::Destroy).unwrap();
        assert_eq!(
            (event.source.label.as_str(), &event.details["before"]["email"]),
            ("ada", &json!("ada@example.com"))
        );
        assert_eq!(event.details["sessions"], 1);
    }

    #[tokio::test]
    async fn deleting_again_or_elsewhere_is_unknown_and_two_can_be_deleted() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        let elsewhere = User { tenant: globex, ..ada.clone() };
        for (user, known) in [(&elsewhere, false), (&ada, true), (&ada, false), (&bob, true)] {
            let done = try_delete(&house, user).await;
            assert_eq!(done.is_ok(), known, "{done:?}");
        }
    }

    #[tokio::test]
    async fn whoever_owns_a_client_or_is_acted_as_is_not_deleted() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let robot = NewUser { verified: true, ..NewUser::new("robot@example.com", Role::Agent) };
        let ([id], stamp) = (house.storage.ids().await.unwrap(), house.stamp().await);
        let robot = house.write(move |tx| create(tx, acme, UserId::new(id), &robot, &stamp)).await;
        let key = house.client(acme, confidential("invoice_sync")).await.key;
        let change = |to| ClientChange { service_account: Some(to), ..ClientChange::default() };
        for (change, free) in [(change(Some(robot.id)), false), (change(None), true)] {
            let stamp = house.stamp().await;
            house.write(move |tx| clients::set(tx, key, &change, &Catalogue::default(), &stamp)).await;
            let done = try_delete(&house, &robot).await;
            assert_eq!(done.is_ok(), free);
            let refused = done.err().map(|refused| refused.to_string()).unwrap_or_default();
            assert_eq!(refused.contains("invoice_sync"), !free, "{refused}");
        }
    }

    #[tokio::test]
    async fn the_last_admin_who_may_sign_in_stays_one_and_stays() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        for (user, suspended) in [(&ada, false), (&bob, true)] {
            let (id, stamp) = (user.id, house.stamp().await);
            let change = Change { role: Some(Role::Admin), suspended: Some(suspended), ..Change::default() };
            house.write(move |tx| set(tx, acme, id, &change, &stamp)).await;
        }
        let mut stamp = house.stamp().await;
        stamp.origin.actor = ada.actor();
        let again = stamp.clone();
        let deleted = house.storage.write(move |tx| delete(tx, acme, ada.id, &stamp)).await;
        let suspended = Change { suspended: Some(true), ..Change::default() };
        let suspended = house.storage.write(move |tx| set(tx, acme, ada.id, &suspended, &again)).await;
        for refused in [deleted.unwrap_err(), suspended.unwrap_err()] {
            assert!(refused.to_string().contains("the last admin"), "{refused}");
        }
        assert!(try_delete(&house, &ada).await.is_ok(), "an operator may");
    }
}
