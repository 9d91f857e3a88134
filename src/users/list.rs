//! Listing users.

use super::{User, UserId, store};
use crate::clock::Moment;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// The users of `tenant` that were made behind `after` (when, and which), the oldest first, at most
/// `most`. No tombstones.
pub fn list(db: &mut Db, tenant: TenantId, after: Option<(Moment, UserId)>, most: i64) -> Result<Vec<User>> {
    store::behind(db, tenant, after.unwrap_or((Moment::from_micros(i64::MIN), UserId::new(0))), most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn every_user_is_listed_once_also_those_of_one_moment() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let globex = house.tenant("globex").await.id;
        house.user(globex, "eve@example.com").await;
        for (at, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
            house.clock.advance(i64::from(at == 3));
            house.user(acme, &format!("{name}@example.com")).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = house.read(move |db| list(db, acme, after, 2)).await;
            let Some(last) = page.last() else { break };
            after = Some((last.created_at, last.id));
            seen.extend(page.iter().map(|user| user.name.clone()));
        }
        assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    }
}
