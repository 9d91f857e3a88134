//! The sunsets of all tenants, carried on: what is due is done, what is near is announced.

use crate::audit::{Origin, Stamp};
use crate::refused::Refused;
use crate::server::Grantor;
use crate::sidecar::sunset::{self, Step};
use crate::storage::{Db, Failure, Tx};
use crate::tenants::sunset::Sunset;
use crate::tenants::{self, TenantId};

/// Tenants that are looked at in one query.
const PART: i64 = 100;

/// Carries the sunset of every tenant on that has one. Several nodes may do so at the same time. One that cannot go on
/// is told of in the log, and holds up no other.
///
/// # Errors
/// Storage does not say which tenants there are.
pub async fn sunset(grantor: &Grantor) -> Result<(), Failure> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let mut after = String::new();
    loop {
        let behind = after.clone();
        let part = grantor.storage.search::<_, Failure>(move |db| tenants::list(db, Some(&behind), PART)).await?;
        let Some(last) = part.last().map(|tenant| tenant.subdomain.clone()) else { return Ok(()) };
        for tenant in part {
            if let Some(policy) = tenant.settings.api_token_sunset
                && let Err(refused) = carry_on(grantor, tenant.id, policy).await
            {
                tracing::warn!(tenant = %tenant.id, %refused, "a sunset of API tokens goes on later");
            }
        }
        after = last;
    }
}

async fn carry_on(grantor: &Grantor, tenant: TenantId, policy: Sunset) -> Result<(), Refused> {
    let now = grantor.now();
    let until = now.plus(policy.announced_ahead());
    let plan = move |db: &mut Db| sunset::plan(db, tenant, &policy, now, until);
    for to_come in grantor.storage.search::<_, Failure>(plan).await? {
        let [event] = grantor.storage.ids().await?;
        let stamp = Origin::system().stamp(event, now);
        one(grantor, tenant, to_come, stamp).await?;
    }
    Ok(())
}

async fn one(grantor: &Grantor, tenant: TenantId, to_come: Step, stamp: Stamp) -> Result<(), Refused> {
    if to_come.at <= stamp.at {
        let job = move |tx: &mut Tx<'_>| sunset::step(tx, tenant, &to_come, &stamp);
        return grantor.storage.write(job).await.map(drop);
    }
    let job = move |tx: &mut Tx<'_>| sunset::announce(tx, tenant, &to_come, &stamp);
    Ok(grantor.storage.write::<_, Failure>(job).await.map(drop)?)
}
