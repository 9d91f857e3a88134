//! How secrets of clients are kept.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::clients::{ClientId, ClientKey, KeptSecret, Scheme, SecretId};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::storage::schema::client_secrets;
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = client_secrets)]
pub(super) struct SecretRow {
    tenant_id: TenantId,
    client_id: ClientId,
    pub(super) id: SecretId,
    scheme: String,
    salt: Option<String>,
    digest: Digest,
    hint: String,
    created_at: Moment,
    expires_at: Option<Moment>,
}

pub(super) fn secrets(db: &mut Db, owner: TenantId, ids: &[ClientId]) -> Result<HashMap<ClientId, Vec<KeptSecret>>> {
    let theirs = client_secrets::table.filter(client_secrets::tenant_id.eq(owner));
    let theirs = theirs.filter(client_secrets::client_id.eq_any(ids));
    let newest = theirs.order((client_secrets::created_at.desc(), client_secrets::id.desc()));
    let mut of = HashMap::<_, Vec<_>>::new();
    for row in newest.select(SecretRow::as_select()).load(db)? {
        of.entry(row.client_id).or_default().push(kept(row)?);
    }
    Ok(of)
}

pub(super) fn kept(row: SecretRow) -> Result<KeptSecret> {
    let SecretRow { id, salt, digest, hint, created_at, expires_at, .. } = row;
    let scheme = Scheme::parse(&row.scheme)
        .ok_or_else(|| Failure::Corrupt(format!("a secret of client {} is kept as {:?}", row.client_id, row.scheme)))?;
    Ok(KeptSecret { id, scheme, salt, digest, hint, created_at, expires_at })
}

/// Drops every secret of a client.
pub(in crate::clients) fn delete_secrets(db: &mut Db, key: ClientKey) -> Result<()> {
    let own = client_secrets::table.filter(client_secrets::tenant_id.eq(key.tenant));
    diesel::delete(own.filter(client_secrets::client_id.eq(key.id))).execute(db)?;
    Ok(())
}

fn insert_secret(db: &mut Db, key: ClientKey, secret: &KeptSecret) -> Result<()> {
    let KeptSecret { id, scheme, salt, digest, hint, created_at, expires_at } = secret.clone();
    let (tenant_id, client_id, scheme) = (key.tenant, key.id, scheme.as_str().to_owned());
    let row = SecretRow { tenant_id, client_id, id, scheme, salt, digest, hint, created_at, expires_at };
    diesel::insert_into(client_secrets::table).values(row).execute(db)?;
    Ok(())
}

/// Keeps more secrets of a client.
pub(in crate::clients) fn add_secrets(db: &mut Db, key: ClientKey, secrets: &[KeptSecret]) -> Result<()> {
    for secret in secrets {
        insert_secret(db, key, secret)?;
    }
    Ok(())
}

/// Keeps `digest`, made in our own way, in place of what another system made of the same secret.
pub(in crate::clients) fn replace_secret(db: &mut Db, key: ClientKey, id: SecretId, digest: Digest) -> Result<()> {
    let own = (
        client_secrets::scheme.eq(Scheme::Grantor1.as_str()),
        client_secrets::salt.eq(None::<String>),
        client_secrets::digest.eq(digest),
    );
    diesel::update(client_secrets::table.find((key.tenant, key.id, id))).set(own).execute(db)?;
    Ok(())
}
