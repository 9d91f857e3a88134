//! Clients that another system has registered, with what it keeps of their secrets.
//!
//! An application goes on with the identifier, the secret and the redirect URIs that it has. A secret is brought once:
//! what was rotated or removed here since does not come back with the same file.

use serde_json::json;

use super::create::blank;
use super::set::{changed, set};
use super::{Change, Client, ClientKey, KeptSecret, Kind, SecretId, check, foreign, store};
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

/// Registers what `foreign` says as the client `key`, or lets the client that has the identifier be so.
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
    if let Some(before) = known {
        return again(tx, &before, foreign, secrets, catalogue, stamp);
    }
    let mut client = changed(blank(key, identifier, stamp), &foreign.change, catalogue)?;
    client.created_at = foreign.created_at.unwrap_or(stamp.at);
    if client.kind == Kind::Confidential {
        client.secrets = new(tx, &client, secrets)?;
    }
    check::at_home(tx, &tenant, &client)?;
    check::free(tx, &client)?;
    store::insert(tx.db, &client)?;
    noted(tx, &client, &client.secrets, stamp.at)?;
    tx.forget_tenant(key.tenant.number());
    let details = json!({ "after": client.told(), "imported": true });
    audit::record(tx.db, key.tenant.number(), stamp, Action::Create, client.source(), details)?;
    Ok(Brought::Created)
}

/// A client that is there already: what the file says of it, and secrets that it did not bring before.
fn again(
    tx: &mut Tx<'_>,
    before: &Client,
    foreign: &Foreign,
    secrets: Vec<KeptSecret>,
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<Brought, Refused> {
    let after = changed(before.clone(), &foreign.change, catalogue)?;
    let fresh = if after.kind == Kind::Confidential { new(tx, before, secrets)? } else { Vec::new() };
    let live = before.secrets.iter().filter(|kept| kept.is_live(stamp.at)).count();
    if !fresh.is_empty() && live + fresh.len() > MOST_SECRETS {
        let says = format!("the client has secrets already: {MOST_SECRETS} at most are alive at once");
        return Err(Problem::invalid("secret_digest", says).into());
    }
    let changed = set(tx, before.key, &foreign.change, catalogue, stamp)?;
    if !fresh.is_empty() {
        store::add_secrets(tx.db, before.key, &fresh)?;
        noted(tx, before, &fresh, stamp.at)?;
        tx.forget_tenant(before.key.tenant.number());
    }
    let same = changed.updated_at == before.updated_at && fresh.is_empty();
    Ok(if same { Brought::Unchanged } else { Brought::Updated })
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

/// Those of `secrets` that this client has not brought before.
fn new(tx: &mut Tx<'_>, client: &Client, secrets: Vec<KeptSecret>) -> Result<Vec<KeptSecret>, Refused> {
    let mut fresh = Vec::new();
    for kept in secrets {
        if !imports::store::is_known(tx.db, client.key.tenant, mark(client, &kept))? {
            fresh.push(kept);
        }
    }
    Ok(fresh)
}

fn noted(tx: &mut Tx<'_>, client: &Client, secrets: &[KeptSecret], now: Moment) -> Result<(), Refused> {
    for kept in secrets {
        imports::store::note(tx.db, client.key.tenant, mark(client, kept), now)?;
    }
    Ok(())
}

/// What a secret is recognised by that was brought.
fn mark(client: &Client, kept: &KeptSecret) -> Digest {
    let mark = format!("imported|{}|{}", client.identifier, hex::encode(kept.digest.as_bytes()));
    Digest::of(secret::Kind::ClientSecret, client.key.tenant.number(), &mark)
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
