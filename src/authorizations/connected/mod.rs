//! Connected applications: what a person has let in, and how they take it back (contract §5).
//!
//! An application is connected as long as a family of the person's is alive, also one that is only a refresh token
//! by now, or a token without a family acts as them (one that was made through the API or imported, or that a program
//! got by itself), or a consent is remembered. Taking it back ends every family at once (with them codes that were
//! not exchanged yet, and answers within the leeway) and every such token, and forgets the consents, so that the next
//! request asks again. A program that acts as its owner by itself can come again: who owns it stops the client.

pub(crate) mod store;

use serde_json::json;

use crate::audit::{self, Action, Source, SourceType, Stamp};
use crate::clients::{self, Client, ClientKey};
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::storage::{Db, Result, Tx};
use crate::tenants::TenantId;
use crate::tokens::family::Ending;
use crate::users::store::given::{Taken, take_back};
use crate::users::{User, UserId};

/// An application that a person has let in.
#[derive(Clone, Debug)]
pub struct Connected {
    /// The application.
    pub client: Client,
    /// What it may do, all its families and consents together.
    pub scopes: Scope,
    /// When it was let in first.
    pub since: Moment,
    /// When it was last seen to use a token or to refresh one.
    pub last_used: Option<Moment>,
}

/// What one family or one consent says about an application.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub(crate) client: ClientKey,
    pub(crate) scopes: Scope,
    pub(crate) since: Moment,
    pub(crate) last_used: Option<Moment>,
}

/// The applications that `user` has let in, the latest first.
///
/// # Errors
/// Only storage's.
pub fn list(db: &mut Db, tenant: TenantId, user: UserId, now: Moment) -> Result<Vec<Connected>> {
    let mut connected: Vec<Connected> = Vec::new();
    for trace in store::traces(db, tenant, user, now)? {
        match connected.iter_mut().find(|known| known.client.key == trace.client) {
            Some(known) => known.add(&trace),
            None => {
                let client = clients::store::by_key(db, tenant, trace.client)?;
                let Some(client) = client.filter(|client| client.deleted_at.is_none()) else { continue };
                let Trace { scopes, since, last_used, .. } = trace;
                connected.push(Connected { client, scopes, since, last_used });
            }
        }
    }
    connected.sort_by_key(|app| std::cmp::Reverse((app.since, app.client.key.id)));
    Ok(connected)
}

impl Connected {
    fn add(&mut self, trace: &Trace) {
        self.scopes = self.scopes.union(&trace.scopes);
        self.since = self.since.min(trace.since);
        self.last_used = self.last_used.max(trace.last_used);
    }
}

/// Ends everything that acts as `user`, and forgets that they were ever asked.
///
/// # Errors
/// Only storage's.
pub fn disconnect_all(tx: &mut Tx<'_>, user: &User, stamp: &Stamp) -> Result<()> {
    let Taken { families, tokens, consents } =
        take_back(tx.db, (user.tenant, user.id), None, Ending::Revoked.as_str(), stamp.at)?;
    if families + tokens + consents > 0 {
        tx.forget_tenant(user.tenant.number());
        let details = json!({ "families": families, "tokens": tokens, "consents": consents });
        audit::record(tx.db, user.tenant.number(), stamp, Action::Revoke, user.source(), details)?;
    }
    Ok(())
}

/// Ends everything of the client that acts as `user`, and forgets that they were ever asked.
///
/// # Errors
/// Only storage's.
pub fn disconnect(tx: &mut Tx<'_>, tenant: TenantId, user: UserId, client: &Client, stamp: &Stamp) -> Result<()> {
    let Taken { families, tokens, consents } =
        take_back(tx.db, (tenant, user), Some(client.key), Ending::Revoked.as_str(), stamp.at)?;
    if families + tokens + consents > 0 {
        tx.forget_tenant(tenant.number());
        let kind = if client.is_global() { SourceType::GlobalOauthClient } else { SourceType::OauthClient };
        let source = Source::new(kind, client.key.id.number(), client.name.clone());
        let details = json!({ "user": user, "families": families, "tokens": tokens });
        audit::record(tx.db, tenant.number(), stamp, Action::Revoke, source, details)?;
    }
    Ok(())
}
