//! Setting a user's password: whoever was signed in with the old one is not any more.

use serde_json::json;

use super::{KeptPassword, User, UserId, session, sign_in_link, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::Refused;
use crate::storage::Tx;
use crate::tenants::TenantId;

/// Keeps `password` as that of the user `id`; ends their sessions and their sign-in links.
/// Whether the password may be one is asked before it is hashed: [`password::check`](super::password::check).
///
/// # Errors
/// [`Refused::Unknown`], also for a tombstone.
pub fn set_password(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    id: UserId,
    password: &KeptPassword,
    stamp: &Stamp,
) -> Result<User, Refused> {
    let before = store::claim(tx.db, tenant, id)?.ok_or(Refused::Unknown("user"))?;
    let (password, at) = (Some(password.clone()), stamp.at);
    let user = User { password, password_changed_at: Some(at), updated_at: at, ..before };
    store::update(tx.db, &user)?;
    session::close_all_of_user(tx, tenant, id)?;
    sign_in_link::store::delete_of_user(tx.db, tenant, id)?;
    tx.forget_tenant(tenant.number());
    let details = json!({ "after": { "password": "changed" } });
    audit::record(tx.db, tenant.number(), stamp, Action::Update, user.source(), details)?;
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Kind;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_new_password_ends_every_session() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        let (hers, his, now) = (house.session(&ada).await, house.session(&bob).await, house.clock.now());

        let (stamp, kept) = (house.stamp().await, KeptPassword::from_phc("$argon2id$secret"));
        house.write(move |tx| set_password(tx, acme, ada.id, &kept, &stamp)).await;
        for (cookie, stays) in [(hers, false), (his, true)] {
            let found = house.read(move |db| session::find(db, acme, cookie.reveal(), now)).await;
            assert_eq!(found.is_some(), stays);
        }
        let event = &house.log(acme).await[0];
        assert_eq!(event.details["after"]["password"], "changed");
        assert!(!format!("{event:?}").contains("argon2id"));
    }

    #[tokio::test]
    async fn a_new_password_ends_every_sign_in_link() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        let (hers, his) = (house.secret(Kind::SignInLink), house.secret(Kind::SignInLink));
        for (user, link) in [(ada.id, hers.clone()), (bob.id, his.clone())] {
            let stamp = house.stamp().await;
            house.write(move |tx| sign_in_link::make(tx, acme, user, &link, &stamp)).await;
        }
        let (stamp, kept, now) = (house.stamp().await, KeptPassword::from_phc("$argon2id$secret"), house.clock.now());
        house.write(move |tx| set_password(tx, acme, ada.id, &kept, &stamp)).await;
        for (link, opens) in [(hers, false), (his, true)] {
            let found = house.read(move |db| sign_in_link::find(db, acme, link.reveal(), now)).await;
            assert_eq!(found.is_some(), opens);
        }
    }
}
