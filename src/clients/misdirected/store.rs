//! How attempts are kept.

use diesel::prelude::*;

use super::Elsewhere;
use crate::clients::ClientKey;
use crate::clock::Moment;
use crate::storage::schema::{clients, misdirected_clients, redirect_uris};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// The clients of other tenants with this identifier and this redirect URI.
pub(super) fn clients_of_others(
    db: &mut Db,
    at: TenantId,
    identifier: &str,
    redirect_uri: &str,
) -> Result<Vec<ClientKey>> {
    let of_client = redirect_uris::table
        .on(redirect_uris::tenant_id.eq(clients::tenant_id).and(redirect_uris::client_id.eq(clients::id)));
    let named = clients::table.inner_join(of_client).filter(clients::identifier.eq(identifier));
    let named = named.filter(clients::deleted_at.is_null()).filter(redirect_uris::uri.eq(redirect_uri));
    let others = named.filter(clients::tenant_id.ne_all([at, TenantId::PLATFORM]));
    let found: Vec<(TenantId, _)> = others.select((clients::tenant_id, clients::id)).limit(100).load(db)?;
    Ok(found.into_iter().map(|(tenant, id)| ClientKey { tenant, id }).collect())
}

pub(super) fn add(db: &mut Db, client: ClientKey, times: i64, now: Moment) -> Result<()> {
    let row = misdirected_clients::table.find((client.tenant, client.id));
    let more = misdirected_clients::attempts.eq(misdirected_clients::attempts + times);
    if diesel::update(row).set((more, misdirected_clients::last_at.eq(now))).execute(db)? == 0 {
        let key = (misdirected_clients::tenant_id.eq(client.tenant), misdirected_clients::client_id.eq(client.id));
        let first = (misdirected_clients::attempts.eq(times), misdirected_clients::last_at.eq(now));
        diesel::insert_into(misdirected_clients::table).values((key, first)).execute(db)?;
    }
    Ok(())
}

pub(super) fn find(db: &mut Db, client: ClientKey) -> Result<Option<Elsewhere>> {
    let row = misdirected_clients::table.find((client.tenant, client.id));
    let columns = (misdirected_clients::attempts, misdirected_clients::last_at);
    let found: Option<(i64, Moment)> = row.select(columns).get_result(db).optional()?;
    Ok(found.map(|(attempts, last_at)| Elsewhere { attempts, last_at }))
}
