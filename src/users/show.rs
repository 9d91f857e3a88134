//! Finding the one user that somebody means.

use super::{User, UserId, store};
use crate::refused::Refused;
use crate::storage::Db;
use crate::tenants::TenantId;

/// The user of `tenant` that `named` means: a number, an e-mail address, or `external_id:` and what the
/// vendor calls them. No tombstones.
///
/// # Errors
/// [`Refused::Unknown`] if there is none.
pub fn show(db: &mut Db, tenant: TenantId, named: &str) -> Result<User, Refused> {
    let found = match (named.strip_prefix("external_id:"), named.parse()) {
        (Some(external), _) => store::by_external_id(db, tenant, external)?,
        (None, Ok(number)) => store::by_id(db, tenant, UserId::new(number))?,
        (None, Err(_)) => store::by_email(db, tenant, named)?,
    };
    found.filter(|user| user.deleted_at.is_none()).ok_or(Refused::Unknown("user"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_user_is_found_by_number_address_and_external_id_at_their_own_tenant_only() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let ada = house.user(acme, "ada@example.com").await;
        for named in [ada.id.to_string(), "ADA@example.com".into(), format!("external_id:{}", "x-ada@example.com")] {
            let there = named.clone();
            let found = house.storage.read(move |db| show(db, acme, &there)).await.unwrap();
            assert_eq!(found.id, ada.id, "{named}");
            let elsewhere = house.storage.read(move |db| show(db, globex, &named)).await;
            assert!(matches!(elsewhere, Err(Refused::Unknown("user"))));
        }
    }
}
