//! Making a user.

use serde_json::json;

use super::{Role, User, UserId, check, store};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::refused::{Problems, Refused};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};

/// What a user is made of.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The address, as it is to be shown.
    pub email: String,
    /// What people call them; blank: what stands before the `@`.
    pub name: String,
    /// What they are to the tenant.
    pub role: Role,
    /// Whether whoever makes them vouches for the address.
    pub verified: bool,
    /// Whether they are shut out from the start.
    pub suspended: bool,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// The language of their pages.
    pub locale: Option<String>,
    /// The zone of their times.
    pub time_zone: Option<String>,
}

impl NewUser {
    /// A user of whom nothing but address and role is known.
    pub fn new(email: impl Into<String>, role: Role) -> Self {
        let (email, name, verified, suspended) = (email.into(), String::new(), false, false);
        Self { email, name, role, verified, suspended, external_id: None, locale: None, time_zone: None }
    }
}

/// Makes the user `id` of `tenant`, without a password: see [`set_password`](super::set_password()) and
/// [`sign_in_link`](super::sign_in_link).
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant (the platform has no users); [`Refused::Invalid`] for an
/// address that is none, an address or external id that is taken, a text that does not fit.
pub fn create(tx: &mut Tx<'_>, tenant: TenantId, id: UserId, new: &NewUser, stamp: &Stamp) -> Result<User, Refused> {
    let there = tenants::store::claim(tx.db, tenant)?.filter(|tenant| tenant.id != TenantId::PLATFORM);
    there.ok_or(Refused::Unknown("tenant"))?;
    let user = checked(tenant, id, new, stamp.at)?;
    check::free(tx.db, &user)?;
    store::insert(tx.db, &user)?;
    let details = json!({ "after": user.told() });
    audit::record(tx.db, tenant.number(), stamp, Action::Create, user.source(), details)?;
    Ok(user)
}

/// The user that `new` makes at `at`, as far as that can be seen without asking the database.
pub(super) fn checked(tenant: TenantId, id: UserId, new: &NewUser, at: Moment) -> Result<User, Refused> {
    let mut problems = Problems::default();
    let email = problems.take(check::email(&new.email));
    let before_at = email.split('@').next().unwrap_or_default();
    let name = match new.name.trim().is_empty() {
        true => before_at.to_owned(),
        false => problems.take(check::name(&new.name)),
    };
    let user = User {
        tenant,
        id,
        external_id: problems.take(tenants::check::external_id(new.external_id.as_deref())),
        name,
        email,
        role: new.role,
        verified: new.verified,
        suspended: new.suspended,
        locale: problems.take(check::word("locale", new.locale.as_deref())),
        time_zone: problems.take(check::word("time_zone", new.time_zone.as_deref())),
        password: None,
        password_changed_at: None,
        created_at: at,
        updated_at: at,
        deleted_at: None,
    };
    problems.none()?;
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    async fn try_create(house: &House, tenant: TenantId, new: NewUser) -> Result<User, Refused> {
        let [id] = house.storage.ids().await.unwrap();
        let stamp = house.stamp().await;
        house.storage.write(move |tx| create(tx, tenant, UserId::new(id), &new, &stamp)).await
    }

    #[tokio::test]
    async fn an_address_belongs_to_one_user_of_a_tenant_whatever_its_case() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let ada = try_create(&house, acme, NewUser::new(" Ada@Example.com ", Role::Agent)).await.unwrap();
        assert_eq!((ada.email.as_str(), ada.name.as_str()), ("Ada@Example.com", "Ada"));
        let again = try_create(&house, acme, NewUser::new("ada@example.COM", Role::EndUser)).await.unwrap_err();
        assert_eq!(again.to_string(), "email: another user has the address ada@example.com");
        try_create(&house, globex, NewUser::new("ada@example.com", Role::EndUser)).await.unwrap();
        let found = house.read(move |db| store::by_email(db, acme, "ADA@example.com")).await.unwrap();
        assert_eq!(found.id, ada.id);
    }

    #[tokio::test]
    async fn of_parallel_creations_one_wins_and_the_others_hear_why() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let made = (0..16).map(|_| try_create(&house, acme, NewUser::new("ada@example.com", Role::Agent)));
        let (won, lost): (Vec<_>, Vec<_>) =
            futures_util::future::join_all(made).await.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        assert!(lost.iter().all(|refused| matches!(refused, Err(Refused::Invalid(_)))), "{lost:?}");
    }

    #[tokio::test]
    async fn what_is_no_address_is_refused() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        for email in ["", "ada", "@example.com", "ada@", "a@b@c", "a b@example.com", "Ada <ada@example.com>", "a\n@b.c"]
        {
            assert!(try_create(&house, acme, NewUser::new(email, Role::EndUser)).await.is_err(), "{email:?}");
        }
    }

    #[tokio::test]
    async fn the_platform_has_no_users() {
        let house = House::new().await;
        for tenant in [TenantId::PLATFORM, TenantId::new(77)] {
            let refused = try_create(&house, tenant, NewUser::new("ada@example.com", Role::Admin)).await.unwrap_err();
            assert!(matches!(refused, Refused::Unknown("tenant")));
        }
    }

    #[tokio::test]
    async fn the_log_tells_of_a_user_but_of_no_password() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        try_create(&house, acme, NewUser::new("ada@example.com", Role::Admin)).await.unwrap();
        let event = &house.log(acme).await[0];
        assert_eq!((event.action, event.details["after"]["role"].as_str()), (Action::Create, Some("admin")));
        assert!(event.details["after"].get("password").is_none());
    }
}
