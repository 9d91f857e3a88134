//! A user as they are named where something else is told: whose client it is, who called.
//!
//! One shape for everything that is Grantor's own to shape, so that a vendor who knows people by their own ids finds
//! these wherever somebody is named (contract §1). Where existing clients read a number, it stays a number.

use std::collections::HashMap;

use serde::Serialize;

use super::{User, UserId, store};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// Who somebody is, in short. Of a deleted user number and name are left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The number.
    pub id: UserId,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// The e-mail address; empty, if they were deleted.
    pub email: String,
    /// What people call them.
    pub name: String,
}

impl User {
    /// This user in short.
    pub fn named(&self) -> Named {
        let Self { id, external_id, email, name, .. } = self.clone();
        Named { id, external_id, email, name }
    }
}

impl Named {
    /// What tells them from others: the address, or what is left.
    pub fn label(&self) -> &str {
        if self.email.is_empty() { &self.name } else { &self.email }
    }
}

/// Who the users `ids` of `tenant` are, tombstones included.
///
/// # Errors
/// Only storage's.
pub fn named(db: &mut Db, tenant: TenantId, ids: impl IntoIterator<Item = UserId>) -> Result<HashMap<UserId, Named>> {
    let mut ids: Vec<UserId> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = HashMap::new();
    for some in ids.chunks(MOST) {
        all.extend(store::named(db, tenant, some)?.into_iter().map(|user| (user.id, user)));
    }
    Ok(all)
}

/// How many are asked for at once.
const MOST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;
    use crate::users::delete;

    #[tokio::test]
    async fn people_of_the_tenant_are_named_as_the_vendor_does_and_of_a_deleted_one_the_name_is_left() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        let (ada, bob) = (house.user(acme, "ada@example.com").await, house.user(acme, "bob@example.com").await);
        let theirs = house.user(globex, "eve@example.com").await;
        let (gone, stamp) = (bob.id, house.stamp().await);
        house.write(move |tx| delete(tx, acme, gone, &stamp)).await;
        let asked = [ada.id, bob.id, theirs.id, ada.id];
        let found = house.read(move |db| named(db, acme, asked)).await;
        assert_eq!(found[&ada.id], ada.named());
        assert_eq!(
            (found[&ada.id].external_id.as_deref(), found[&ada.id].label()),
            (Some("x-ada@example.com"), "ada@example.com")
        );
        let left = Named { id: bob.id, external_id: None, email: String::new(), name: "bob".into() };
        assert_eq!((&found[&bob.id], left.label(), found.len()), (&left, "bob", 2));
    }
}
