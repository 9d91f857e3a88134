//! How consents are kept.

use diesel::prelude::*;

use crate::authorizations::consent::Consent;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::storage::schema::consents;
use crate::storage::{Db, Result, Text, claimed};
use crate::tenants::TenantId;
use crate::tokens::kept_scopes;
use crate::users::UserId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = consents)]
struct ConsentRow {
    tenant_id: TenantId,
    user_id: UserId,
    client_tenant_id: TenantId,
    client_id: ClientId,
    redirect_uri: String,
    scopes: String,
    created_at: Moment,
    updated_at: Moment,
}

pub(crate) fn find(
    db: &mut Db,
    tenant: TenantId,
    user: UserId,
    client: ClientKey,
    redirect_uri: &str,
) -> Result<Option<Consent>> {
    let mine = consents::table.find((tenant, user, client.tenant, client.id, redirect_uri));
    static FIND: Text = Text::new();
    let row = FIND.of(mine.select(ConsentRow::as_select())).get_result(db).optional()?;
    row.map(read).transpose()
}

/// What [`find`] finds, claimed by whoever adds to it.
pub(crate) fn claim(
    db: &mut Db,
    tenant: TenantId,
    user: UserId,
    client: ClientKey,
    redirect_uri: &str,
) -> Result<Option<Consent>> {
    let mine = consents::table.find((tenant, user, client.tenant, client.id, redirect_uri));
    static CLAIM: Text = Text::new();
    let row = CLAIM.of(claimed(mine.select(ConsentRow::as_select()))).get_result(db).optional()?;
    row.map(read).transpose()
}

fn read(row: ConsentRow) -> Result<Consent> {
    Ok(Consent {
        tenant: row.tenant_id,
        user: row.user_id,
        client: ClientKey { tenant: row.client_tenant_id, id: row.client_id },
        redirect_uri: row.redirect_uri,
        scopes: kept_scopes(&row.scopes)?,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Keeps a consent in place of the one for the same user, client and redirect URI.
pub(crate) fn put(db: &mut Db, consent: &Consent) -> Result<()> {
    let key = (consent.tenant, consent.user, consent.client.tenant, consent.client.id, consent.redirect_uri.as_str());
    let words = consent.scopes.to_string();
    let changed = (consents::scopes.eq(&words), consents::updated_at.eq(consent.updated_at));
    static PUT: Text = Text::new();
    if PUT.of(diesel::update(consents::table.find(key)).set(changed)).execute(db)? > 0 {
        return Ok(());
    }
    let row = ConsentRow {
        tenant_id: consent.tenant,
        user_id: consent.user,
        client_tenant_id: consent.client.tenant,
        client_id: consent.client.id,
        redirect_uri: consent.redirect_uri.clone(),
        scopes: words,
        created_at: consent.created_at,
        updated_at: consent.updated_at,
    };
    diesel::insert_into(consents::table).values(&row).execute(db)?;
    Ok(())
}
