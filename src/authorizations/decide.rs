//! The person's decision: *Allow* becomes a code and a remembered consent, *Deny* is told to the client.

use serde_json::json;

use crate::audit::{self, Action, Source, SourceType, Stamp};
use crate::authorizations::code::{self, Approved, MintedCode};
use crate::authorizations::consent::{self, Consent};
use crate::clients::Client;
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::storage::{self, Tx};
use crate::tenants::TenantId;
use crate::users;

/// Writes the code, and what the person has allowed just now on the consent page.
///
/// # Errors
/// Only storage's.
pub fn allow(
    tx: &mut Tx<'_>,
    approved: &Approved,
    client: &Client,
    minted: &MintedCode,
    stamp: &Stamp,
) -> storage::Result<()> {
    code::issue(tx, approved, minted, stamp.at)?;
    remember(tx, approved, stamp.at)?;
    let details = json!({ "scopes": approved.scopes.to_string(), "redirect_uri": approved.redirect_uri });
    record(tx, approved.tenant, client, Action::Authorize, stamp, details)
}

/// Writes the code if the person has allowed all of it before: whoever takes that back claims it first, so what was
/// looked up before does not count here. Says whether they have.
///
/// # Errors
/// Only storage's.
pub fn allow_again(
    tx: &mut Tx<'_>,
    approved: &Approved,
    client: &Client,
    catalogue: &Catalogue,
    minted: &MintedCode,
    now: Moment,
) -> storage::Result<bool> {
    let Approved { tenant, user, registered_uri, scopes, .. } = approved;
    let remembered = consent::store::claim(tx.db, *tenant, *user, approved.client, registered_uri)?;
    let covered = Consent::covers(remembered.as_ref(), client, scopes, catalogue);
    if covered {
        code::issue(tx, approved, minted, now)?;
    }
    Ok(covered)
}

/// Writes down that the person said no.
pub fn deny(tx: &mut Tx<'_>, tenant: TenantId, client: &Client, asked: &Scope, stamp: &Stamp) -> storage::Result<()> {
    record(tx, tenant, client, Action::Deny, stamp, json!({ "scopes": asked.to_string() }))
}

/// Adds what was approved to what the person has allowed this client before.
fn remember(tx: &mut Tx<'_>, approved: &Approved, now: Moment) -> storage::Result<()> {
    let Approved { tenant, client, user, registered_uri, scopes, .. } = approved;
    let mut before = consent::store::claim(tx.db, *tenant, *user, *client, registered_uri)?;
    if before.is_none() {
        // Of two first decisions at the same moment the second adds to what the first has made.
        users::store::claim(tx.db, *tenant, *user)?;
        before = consent::store::claim(tx.db, *tenant, *user, *client, registered_uri)?;
    }
    let (known, created_at) = before.map_or((Scope::default(), now), |consent| (consent.scopes, consent.created_at));
    let consent = Consent {
        tenant: *tenant,
        user: *user,
        client: *client,
        redirect_uri: registered_uri.clone(),
        scopes: known.union(scopes),
        created_at,
        updated_at: now,
    };
    consent::store::put(tx.db, &consent)
}

fn record(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    client: &Client,
    action: Action,
    stamp: &Stamp,
    details: serde_json::Value,
) -> storage::Result<()> {
    let kind = if client.is_global() { SourceType::GlobalOauthClient } else { SourceType::OauthClient };
    let source = Source::new(kind, client.key.id.number(), client.name.clone());
    audit::record(tx.db, tenant.number(), stamp, action, source, details)
}
