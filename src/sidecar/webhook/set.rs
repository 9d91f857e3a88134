//! Where a tenant is told: said, said otherwise, or no longer.

use serde_json::json;
use url::Url;

use super::{Webhook, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::{Problem, Refused};
use crate::storage::{Result as Stored, Tx};
use crate::tenants::{self, TenantId};

/// The longest address.
const LONGEST: usize = 2_000;

/// Tells `tenant` at `url` from now on, signed with the secret that was sealed.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] for an address that is none, has a password in it,
/// or does not begin with `https`. Where it leads is looked at each time that something is sent.
pub fn set(tx: &mut Tx<'_>, tenant: TenantId, url: &str, sealed: &[u8], stamp: &Stamp) -> Result<Webhook, Refused> {
    let owner = tenants::store::by_id(tx.db, tenant)?.ok_or(Refused::Unknown("tenant"))?;
    let url = checked(url)?;
    let before = store::of_tenant(tx.db, tenant)?;
    let webhook = Webhook {
        tenant,
        url,
        sealed_secret: sealed.to_vec(),
        created_at: before.as_ref().map_or(stamp.at, |before| before.created_at),
        updated_at: stamp.at,
    };
    store::put(tx.db, &webhook)?;
    let (was, is) = (before.map(|before| before.url), &webhook.url);
    let details = json!({ "before": { "webhook": was }, "after": { "webhook": is }, "secret": "replaced" });
    audit::record(tx.db, tenant.number(), stamp, Action::Update, owner.source(), details)?;
    Ok(webhook)
}

fn checked(url: &str) -> Result<String, Problem> {
    let wrong = |says: &str| Err(Problem::invalid("url", says));
    let Ok(read) = Url::parse(url.trim()) else {
        return wrong("give an address in full, as https://example.com/hooks");
    };
    let plain =
        read.scheme() == "http" && read.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
    if read.scheme() != "https" && !plain {
        return wrong("begin with https: what is told is nobody else's business");
    }
    if !read.username().is_empty() || read.password().is_some() || read.fragment().is_some() {
        return wrong("leave user name, password and fragment out: what is sent is signed");
    }
    if read.as_str().len() > LONGEST {
        return wrong("give at most 2000 characters");
    }
    Ok(read.into())
}

/// Tells `tenant` no longer; what was still to be told is forgotten.
///
/// # Errors
/// [`Refused::Unknown`] where nobody is told.
pub fn remove(tx: &mut Tx<'_>, tenant: TenantId, stamp: &Stamp) -> Result<Webhook, Refused> {
    let owner = tenants::store::by_id(tx.db, tenant)?.ok_or(Refused::Unknown("tenant"))?;
    let webhook = store::of_tenant(tx.db, tenant)?.ok_or(Refused::Unknown("webhook"))?;
    store::drop_of(tx.db, tenant)?;
    store::drop_deliveries(tx.db, tenant)?;
    let details = json!({ "before": { "webhook": webhook.url }, "after": { "webhook": null } });
    audit::record(tx.db, tenant.number(), stamp, Action::Update, owner.source(), details)?;
    Ok(webhook)
}

/// Drops every webhook, because the key that their secrets are sealed with is lost: how many they were.
///
/// # Errors
/// Only storage's.
pub fn forget_sealed(tx: &mut Tx<'_>) -> Stored<usize> {
    let all = store::tenants(tx.db)?;
    for tenant in &all {
        store::drop_of(tx.db, *tenant)?;
        store::drop_deliveries(tx.db, *tenant)?;
    }
    Ok(all.len())
}
