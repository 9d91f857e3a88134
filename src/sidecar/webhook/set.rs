//! Where a tenant is told: said, said otherwise, or no longer.

use serde_json::json;
use url::{Host, Url};

use super::{Webhook, store};
use crate::audit::{self, Action, Stamp};
use crate::networks::is_public;
use crate::refused::{Problem, Refused};
use crate::storage::{Result as Stored, Tx};
use crate::tenants::{self, TenantId};

/// The longest address.
const LONGEST: usize = 2_000;

/// Tells `tenant` at `url` from now on, signed with the secret that was sealed.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] for an address that is none, has a password in it,
/// does not begin with `https`, or is private by what it says; the hosts in `allowed` may be private and plain. Where a
/// name leads is looked at each time that something is sent.
pub fn set(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    url: &str,
    allowed: &[String],
    sealed: &[u8],
    stamp: &Stamp,
) -> Result<Webhook, Refused> {
    let owner = tenants::store::claim(tx.db, tenant)?.ok_or(Refused::Unknown("tenant"))?;
    let url = checked(url, allowed)?;
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

fn checked(url: &str, allowed: &[String]) -> Result<String, Problem> {
    let wrong = |says: &str| Err(Problem::invalid("url", says));
    let Ok(read) = Url::parse(url.trim()) else {
        return wrong("give an address in full, as https://example.com/hooks");
    };
    let known = read.host_str().is_some_and(|host| allowed.iter().any(|name| name.eq_ignore_ascii_case(host)));
    if !known && is_private(&read) {
        return wrong("leads to a private address: if the host is your own, name it in webhooks.allowed_hosts");
    }
    if read.scheme() != "https" && !(known && read.scheme() == "http") {
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

/// Whether it is seen from the address alone that it leads nowhere public.
fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => !is_public(address.into()),
        Some(Host::Ipv6(address)) => !is_public(address.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
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
