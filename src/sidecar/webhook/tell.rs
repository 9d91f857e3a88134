//! What a webhook is told: the sunset's steps, ahead and when they are done.

use serde_json::{Value, json};

use super::{BETWEEN, Delivery, store};
use crate::audit::Stamp;
use crate::storage::{Result, Tx};
use crate::tenants::{self, TenantId};

/// Tells the webhook of `tenant`, if it has one, that `event` (`api_token_sunset.announced`, `….done`) has happened.
pub(in crate::sidecar) fn tell(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    event: &str,
    data: &Value,
    stamp: &Stamp,
) -> Result<()> {
    if store::of_tenant(tx.db, tenant)?.is_none() {
        return Ok(());
    }
    let Some(owner) = tenants::store::by_id(tx.db, tenant)? else { return Ok(()) };
    let body = json!({ "type": event, "timestamp": stamp.at, "tenant": owner.named(), "data": data }).to_string();
    let delivery = Delivery { tenant, id: stamp.id.number(), body, attempts: 0 };
    let end = stamp.at.plus(2 * BETWEEN.iter().sum::<i64>());
    store::insert(tx.db, &delivery, stamp.at, end)
}
