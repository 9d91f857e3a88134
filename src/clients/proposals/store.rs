//! How proposals are kept: one row a client, gone with it.

use diesel::prelude::*;

use super::{Global, Open, Proposal, State};
use crate::clients::store::{Row as Client, assemble, uris};
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::storage::schema::{client_proposals, clients, tenants, users};
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::users::{Named, UserId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = client_proposals)]
struct Row {
    tenant_id: TenantId,
    client_id: ClientId,
    user_id: Option<UserId>,
    created_at: Moment,
    decided_at: Option<Moment>,
    reason: Option<String>,
    global_client_id: Option<ClientId>,
}

/// The proposal of a client; one that led to a global client which is deleted since is none.
pub(super) fn find(db: &mut Db, key: ClientKey) -> Result<Option<Proposal>> {
    let own = client_proposals::table.find((key.tenant, key.id)).select(Row::as_select());
    let Some(row) = own.get_result(db).optional()? else { return Ok(None) };
    let Row { user_id, created_at, decided_at, reason, global_client_id, .. } = row;
    let proposed_by = match user_id {
        Some(id) => crate::users::named(db, key.tenant, [id])?.remove(&id),
        None => None,
    };
    let mut proposal =
        Proposal { state: State::Proposed, proposed_by, created_at, decided_at, reason, global_client: None };
    match (decided_at, global_client_id) {
        (None, _) => {}
        (Some(_), None) => proposal.state = State::Declined,
        (Some(_), Some(id)) => {
            let alive = clients::table.find((TenantId::PLATFORM, id)).filter(clients::deleted_at.is_null());
            let identifier: Option<String> = alive.select(clients::identifier).get_result(db).optional()?;
            let Some(identifier) = identifier else { return Ok(None) };
            (proposal.state, proposal.global_client) = (State::Promoted, Some(Global { id, identifier }));
        }
    }
    Ok(Some(proposal))
}

/// Keeps the proposal of a client in place of any before.
pub(super) fn put(db: &mut Db, key: ClientKey, proposal: &Proposal) -> Result<()> {
    forget(db, key)?;
    let row = Row {
        tenant_id: key.tenant,
        client_id: key.id,
        user_id: proposal.proposed_by.as_ref().map(|by| by.id),
        created_at: proposal.created_at,
        decided_at: proposal.decided_at,
        reason: proposal.reason.clone(),
        global_client_id: proposal.global_client.as_ref().map(|global| global.id),
    };
    diesel::insert_into(client_proposals::table).values(row).execute(db)?;
    Ok(())
}

/// Keeps no proposal of a client any more.
pub(in crate::clients) fn forget(db: &mut Db, key: ClientKey) -> Result<()> {
    diesel::delete(client_proposals::table.find((key.tenant, key.id))).execute(db)?;
    Ok(())
}

/// The proposals that wait, the oldest first.
pub(super) fn open(db: &mut Db, after: Option<(Moment, ClientId)>, most: i64) -> Result<Vec<Open>> {
    let client = clients::table
        .on(clients::tenant_id.eq(client_proposals::tenant_id).and(clients::id.eq(client_proposals::client_id)));
    let tenant = tenants::table.on(tenants::id.eq(client_proposals::tenant_id));
    let who = users::table
        .on(users::tenant_id.eq(client_proposals::tenant_id).and(users::id.nullable().eq(client_proposals::user_id)));
    let mut open = client_proposals::table
        .inner_join(client)
        .inner_join(tenant)
        .left_join(who)
        .filter(client_proposals::decided_at.is_null())
        .into_boxed();
    if let Some((at, id)) = after {
        let same = client_proposals::created_at.eq(at).and(client_proposals::client_id.gt(id));
        open = open.filter(client_proposals::created_at.gt(at).or(same));
    }
    let columns = (
        (tenants::subdomain, tenants::external_id),
        Client::as_select(),
        (users::id, users::external_id, users::email, users::name).nullable(),
        client_proposals::created_at,
    );
    let ordered = open.order((client_proposals::created_at, client_proposals::client_id)).limit(most);
    let found: Vec<Found> = ordered.select(columns).load(db)?;
    let owners: Vec<TenantId> = found.iter().map(|(_, client, ..)| client.tenant_id).collect();
    let ids: Vec<ClientId> = found.iter().map(|(_, client, ..)| client.id).collect();
    let mut uris = uris(db, &owners, &ids)?;
    let shown = |found: Found| {
        let uris = uris.remove(&found.1.id);
        shown(found, uris.unwrap_or_default())
    };
    found.into_iter().map(shown).collect()
}

type Owner = (String, Option<String>);
type Person = (UserId, Option<String>, String, String);
type Found = (Owner, Client, Option<Person>, Moment);

fn shown((owner, client, proposed_by, created_at): Found, redirect_uris: Vec<String>) -> Result<Open> {
    let (subdomain, external_id) = owner;
    Ok(Open {
        tenant: crate::tenants::Named { subdomain, external_id },
        client: assemble(client, redirect_uris, Vec::new())?,
        proposal: Proposal {
            state: State::Proposed,
            proposed_by: proposed_by.map(|(id, external_id, email, name)| Named { id, external_id, email, name }),
            created_at,
            decided_at: None,
            reason: None,
            global_client: None,
        },
    })
}
