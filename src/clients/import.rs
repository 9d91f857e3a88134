//! Clients that another system has registered, with what it keeps of their secrets.
//!
//! An application goes on with the identifier, the secret and the redirect URIs that it has. A client is brought once:
//! what was changed, rotated or deleted here since is not undone by the same file.

use serde_json::json;

use super::create::blank;
use super::set::changed;
use super::{Change, ClientKey, KeptSecret, Kind, SecretId, check, foreign, store};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::protocol::scope::Catalogue;
use crate::refused::{Problem, Refused};
use crate::secret::{self, Digest};
use crate::storage::{Result as Stored, Tx};
use crate::tenants;
use crate::tenants::imports::{self, Brought};

/// Secrets that may be alive at the same time.
const MOST_SECRETS: usize = 2;

/// What another system says of a client.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    /// What applications send as `client_id`.
    pub identifier: String,
    /// What is kept of its secrets.
    pub secrets: Vec<String>,
    /// When it was registered.
    pub created_at: Option<Moment>,
    /// Everything else.
    pub change: Change,
}

/// Registers what `foreign` says as the client `key`, unless there is one with the identifier, or was.
///
/// # Errors
/// [`Refused::Invalid`] with every field that cannot be so.
pub fn import(
    tx: &mut Tx<'_>,
    key: ClientKey,
    foreign: &Foreign,
    ids: [SecretId; MOST_SECRETS],
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<Brought, Refused> {
    let tenant = tenants::store::by_id(tx.db, key.tenant)?.ok_or(Refused::Unknown("tenant"))?;
    let identifier = check::identifier(&foreign.identifier, key.tenant)?;
    let secrets = secrets(foreign, ids, stamp.at)?;
    let known = store::by_identifier(tx.db, key.tenant, &identifier)?.filter(|known| known.key.tenant == key.tenant);
    let brought = imports::mark(key.tenant, &format!("client {identifier}"));
    if known.is_some() || imports::store::is_known(tx.db, key.tenant, brought)? {
        return Ok(Brought::Unchanged);
    }
    let mut client = changed(blank(key, identifier, stamp), &foreign.change, catalogue)?;
    client.created_at = foreign.created_at.unwrap_or(stamp.at);
    if client.kind == Kind::Confidential {
        client.secrets = secrets;
    }
    check::at_home(tx, &tenant, &client)?;
    check::free(tx, &client)?;
    store::insert(tx.db, &client)?;
    imports::store::note(tx.db, key.tenant, brought, stamp.at)?;
    tx.forget_tenant(key.tenant.number());
    let details = json!({ "after": client.told(), "imported": true });
    audit::record(tx.db, key.tenant.number(), stamp, Action::Create, client.source(), details)?;
    Ok(Brought::Created)
}

fn secrets(foreign: &Foreign, ids: [SecretId; MOST_SECRETS], now: Moment) -> Result<Vec<KeptSecret>, Problem> {
    if foreign.secrets.len() > MOST_SECRETS {
        return Err(Problem::invalid("secret_digest", format!("give {MOST_SECRETS} at most")));
    }
    let kept = |(kept, id): (&String, SecretId)| {
        let (scheme, salt, digest) = foreign::read(kept)?;
        let hint = scheme.as_str().to_owned();
        Ok(KeptSecret { id, scheme, salt, digest, hint, created_at: now, expires_at: None })
    };
    foreign.secrets.iter().zip(ids).map(kept).collect()
}

/// Keeps `secret` in our own way, now that it was shown: from here on it is as fast as any other.
///
/// # Errors
/// Only storage's.
pub fn upgrade_secret(tx: &mut Tx<'_>, key: ClientKey, id: SecretId, secret: &str) -> Stored<()> {
    let digest = Digest::of(secret::Kind::ClientSecret, key.tenant.number(), secret);
    store::replace_secret(tx.db, key, id, digest)?;
    tx.forget_tenant(key.tenant.number());
    Ok(())
}
