//! Listing tenants.

use super::{Tenant, store};
use crate::storage::{Db, Result};

/// The tenants whose subdomain comes behind `after`, in the order of the alphabet, at most `most` of
/// them. The order is the subdomain's because that is what people look for, and it never moves.
pub fn list(db: &mut Db, after: Option<&str>, most: i64) -> Result<Vec<Tenant>> {
    store::behind(db, after.unwrap_or_default(), most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn every_tenant_is_listed_once_and_the_platform_never() {
        let house = House::new().await;
        for subdomain in ["globex", "acme", "initech"] {
            house.tenant(subdomain).await;
        }
        let first = house.read(|db| list(db, None, 2)).await;
        let rest = house.read(|db| list(db, Some("globex"), 2)).await;
        let names: Vec<_> = first.iter().chain(&rest).map(|tenant| tenant.subdomain.as_str()).collect();
        assert_eq!(names, ["acme", "globex", "initech"]);
    }
}
