//! Changing a client.

use super::{Client, ClientKey, Kind, Maker, check, store};
use crate::audit::{self, Action};
use crate::protocol::lifetimes::Bounds;
use crate::protocol::scope::Catalogue;
use crate::refused::{self, Problems, Refused};
use crate::storage::Tx;
use crate::tenants;
use crate::users::UserId;

/// What may be changed of a client; absent: stays as it is. The identifier never changes.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What people call it.
    pub name: Option<String>,
    /// Who makes it.
    pub company: Option<String>,
    /// What it does.
    pub description: Option<String>,
    /// Whether it can keep a secret. One that becomes public loses its secrets; one that becomes
    /// confidential gets its first by [`rotate_secret`](super::rotate_secret()).
    pub kind: Option<Kind>,
    /// Whose it is from now on.
    pub owner: Option<Option<UserId>>,
    /// Who `client_credentials` acts as.
    pub service_account: Option<Option<UserId>>,
    /// Where answers may go.
    pub redirect_uris: Option<Vec<String>>,
    /// The most it may be given, as words; blank: no limit.
    pub allowed_scopes: Option<String>,
    /// Seconds: what its access tokens get by default and at most.
    pub access_token_lifetime: Option<Option<i64>>,
    /// The same for refresh tokens.
    pub refresh_token_lifetime: Option<Option<i64>>,
    /// Whether its access tokens never expire.
    pub access_token_never_expires: Option<bool>,
    /// Whether answers to it carry `iss`.
    pub sends_issuer: Option<bool>,
    /// Whether it works.
    pub active: Option<bool>,
}

/// Changes the client `key`.
///
/// # Errors
/// [`Refused::Unknown`], also for a tombstone; [`Refused::Invalid`] with every field that cannot be so, also because
/// its maker may not so much.
pub fn set<'a>(
    tx: &mut Tx<'_>,
    key: ClientKey,
    change: &Change,
    catalogue: &Catalogue,
    maker: impl Into<Maker<'a>>,
) -> Result<Client, Refused> {
    let maker = maker.into();
    let stamp = maker.stamp;
    let before = store::claim(tx.db, key)?.ok_or(Refused::Unknown("client"))?;
    let mut after = changed(before.clone(), change, catalogue)?;
    maker.may_change(&before, &after)?;
    let tenant = tenants::store::by_id(tx.db, key.tenant)?.ok_or(Refused::Unknown("tenant"))?;
    check::at_home(tx, &tenant, &after)?;

    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    if after.kind == Kind::Public {
        after.secrets.clear();
        store::delete_secrets(tx.db, key)?;
    }
    after.updated_at = stamp.at;
    store::update(tx.db, &after)?;
    tx.forget_tenant(key.tenant.number());
    let action = Action::of_liveness(before.active, after.active);
    audit::record(tx.db, key.tenant.number(), stamp, action, after.source(), details)?;
    Ok(after)
}

/// `client` with `change`, as far as that can be seen without asking the database.
pub(super) fn changed(mut client: Client, change: &Change, catalogue: &Catalogue) -> Result<Client, Refused> {
    let mut problems = Problems::default();
    client.kind = change.kind.unwrap_or(client.kind);
    client.owner = change.owner.unwrap_or(client.owner);
    client.service_account = change.service_account.unwrap_or(client.service_account);
    client.access_token_lifetime = change.access_token_lifetime.unwrap_or(client.access_token_lifetime);
    client.refresh_token_lifetime = change.refresh_token_lifetime.unwrap_or(client.refresh_token_lifetime);
    let never = change.access_token_never_expires;
    client.access_token_never_expires = never.unwrap_or(client.access_token_never_expires);
    client.sends_issuer = change.sends_issuer.unwrap_or(client.sends_issuer);
    client.active = change.active.unwrap_or(client.active);
    // What is kept already stays as it is: rules of a later version are for what is typed anew.
    if let Some(name) = change.name.as_ref().filter(|name| name.trim() != client.name || client.name.is_empty()) {
        let name = refused::required("name", name, 100);
        client.name = problems.take(name.and_then(|name| refused::seen("name", name)));
    }
    if let Some(company) = change.company.as_ref().filter(|company| company.trim() != client.company) {
        let company = refused::text("company", company, 100);
        client.company = problems.take(company.and_then(|company| refused::seen("company", company)));
    }
    if let Some(description) = &change.description {
        client.description = problems.take(refused::prose("description", description, 1_000));
    }
    if let Some(scopes) = &change.allowed_scopes {
        client.allowed_scopes = problems.take(check::scopes(scopes, catalogue));
    }
    // Another kind has other rules for what is registered already.
    if change.redirect_uris.is_some() || change.kind.is_some() {
        let uris = change.redirect_uris.as_ref().unwrap_or(&client.redirect_uris);
        client.redirect_uris = check::redirect_uris(uris, client.kind, &mut problems);
    }
    problems.note(check::lifetime("access_token_lifetime", client.access_token_lifetime, Bounds::ACCESS));
    problems.note(check::lifetime("refresh_token_lifetime", client.refresh_token_lifetime, Bounds::REFRESH));
    problems.none()?;
    Ok(client)
}

#[cfg(test)]
mod tests;
