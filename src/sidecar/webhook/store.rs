//! How webhooks are kept, and what is still to be told.

use diesel::prelude::*;

use super::{Delivery, Webhook};
use crate::clock::Moment;
use crate::storage::schema::{webhook_deliveries as deliveries, webhooks};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

type Kept = (TenantId, String, Vec<u8>, Moment, Moment);

/// The webhook of `tenant`.
pub fn of_tenant(db: &mut Db, tenant: TenantId) -> Result<Option<Webhook>> {
    let kept: Option<Kept> = webhooks::table.find(tenant).get_result(db).optional()?;
    Ok(kept.map(|(tenant, url, sealed_secret, created_at, updated_at)| Webhook {
        tenant,
        url,
        sealed_secret,
        created_at,
        updated_at,
    }))
}

/// Keeps `webhook` in place of the tenant's before.
pub(super) fn put(db: &mut Db, webhook: &Webhook) -> Result<()> {
    drop_of(db, webhook.tenant)?;
    let row = (
        webhooks::tenant_id.eq(webhook.tenant),
        webhooks::url.eq(&webhook.url),
        webhooks::sealed_secret.eq(&webhook.sealed_secret),
        webhooks::created_at.eq(webhook.created_at),
        webhooks::updated_at.eq(webhook.updated_at),
    );
    diesel::insert_into(webhooks::table).values(row).execute(db)?;
    Ok(())
}

/// Drops the webhook of `tenant`; what was still to be told stays, for whatever takes its place.
pub(super) fn drop_of(db: &mut Db, tenant: TenantId) -> Result<()> {
    diesel::delete(webhooks::table.find(tenant)).execute(db)?;
    Ok(())
}

/// Drops everything that is still to be told to `tenant`.
pub(super) fn drop_deliveries(db: &mut Db, tenant: TenantId) -> Result<()> {
    diesel::delete(deliveries::table.filter(deliveries::tenant_id.eq(tenant))).execute(db)?;
    Ok(())
}

/// Every tenant with a webhook.
pub(super) fn tenants(db: &mut Db) -> Result<Vec<TenantId>> {
    Ok(webhooks::table.select(webhooks::tenant_id).load(db)?)
}

/// Keeps what is to be told, at once, and until `end`.
pub(super) fn insert(db: &mut Db, delivery: &Delivery, now: Moment, end: Moment) -> Result<()> {
    let row = (
        deliveries::tenant_id.eq(delivery.tenant),
        deliveries::id.eq(delivery.id),
        deliveries::body.eq(&delivery.body),
        deliveries::attempts.eq(delivery.attempts),
        deliveries::next_at.eq(now),
        deliveries::expires_at.eq(end),
    );
    diesel::insert_into(deliveries::table).values(row).execute(db)?;
    Ok(())
}

/// Every tenant that something is due for at `now`.
pub fn awaited(db: &mut Db, now: Moment) -> Result<Vec<TenantId>> {
    let due = deliveries::table.filter(deliveries::next_at.le(now));
    Ok(due.select(deliveries::tenant_id).distinct().load(db)?)
}

/// What is due for `tenant` at `now`, the oldest first, at most `most`.
pub fn due(db: &mut Db, tenant: TenantId, now: Moment, most: i64) -> Result<Vec<Delivery>> {
    let due = deliveries::table.filter(deliveries::tenant_id.eq(tenant)).filter(deliveries::next_at.le(now));
    let columns = (deliveries::id, deliveries::body, deliveries::attempts);
    let due = due.order((deliveries::next_at, deliveries::id)).select(columns);
    let rows: Vec<(i64, String, i64)> = due.limit(most).load(db)?;
    Ok(rows.into_iter().map(|(id, body, attempts)| Delivery { tenant, id, body, attempts }).collect())
}

/// Takes `delivery` for one attempt, the next not before `next`; false if another node has it.
pub fn claim(db: &mut Db, delivery: &Delivery, next: Moment) -> Result<bool> {
    let mine =
        deliveries::table.filter(deliveries::tenant_id.eq(delivery.tenant)).filter(deliveries::id.eq(delivery.id));
    let claimed = diesel::update(mine.filter(deliveries::attempts.eq(delivery.attempts)))
        .set((deliveries::attempts.eq(delivery.attempts + 1), deliveries::next_at.eq(next)))
        .execute(db)?;
    Ok(claimed > 0)
}

/// Forgets what was taken, or is given up.
pub fn delete(db: &mut Db, tenant: TenantId, id: i64) -> Result<()> {
    diesel::delete(deliveries::table.find((tenant, id))).execute(db)?;
    Ok(())
}
