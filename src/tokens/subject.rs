//! What the audit log tells of what was issued: the same of everything, whatever was done and by whom.
//!
//! Its number is the family's, or that of a token that stands for itself, as in the Admin Center: so one search finds an
//! authorization from its first event to its last. Refused: the number of the access token, which is another one after
//! every refresh; who searches by it, because the API shows it, means its family ([`sought`]).

use serde_json::{Value, json};

use crate::audit::{self, Action, Search, Source, SourceType, Stamp};
use crate::clients::Client;
use crate::protocol::scope::Scope;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;
use crate::tokens::{AccessToken, AccessTokenId, FamilyId, access};
use crate::users::User;

/// A family, or a token that stands for itself.
pub(crate) struct Subject<'a> {
    pub(crate) number: i64,
    pub(crate) client: &'a Client,
    pub(crate) user: Option<&'a User>,
    pub(crate) scopes: &'a Scope,
}

impl Subject<'_> {
    /// Tells the log of `tenant`, with `more` beside whose it is and what it may do.
    pub(crate) fn record(
        &self,
        db: &mut Db,
        tenant: TenantId,
        stamp: &Stamp,
        action: Action,
        more: &Value,
    ) -> Result<()> {
        let Self { number, client, user, scopes } = self;
        let mut details =
            json!({ "client": { "id": client.key.id, "identifier": client.identifier }, "scopes": scopes });
        if let Some(User { id, name, external_id, .. }) = user {
            details["user"] = json!({ "id": id, "name": name });
            external_id.iter().for_each(|external_id| details["user"]["external_id"] = json!(external_id));
        }
        more.as_object().into_iter().flatten().for_each(|(name, value)| details[name] = value.clone());
        let source = Source::new(SourceType::OauthToken, *number, client.name.clone());
        audit::record(db, tenant.number(), stamp, action, source, details)
    }
}

/// The number under which the log tells of an access token.
pub(super) fn number(token: &AccessToken) -> i64 {
    token.family.map_or(token.id.number(), FamilyId::number)
}

/// What is looked for in the log of `tenant`, with the number of an access token, as long as that is kept, read as the
/// number under which the log tells of it.
///
/// # Errors
/// Only storage's.
pub fn sought(db: &mut Db, tenant: TenantId, wanted: Search) -> Result<Search> {
    let Some(id) = wanted.source_id.filter(|_| wanted.source_types == [SourceType::OauthToken]) else {
        return Ok(wanted);
    };
    let token = access::store::find(db, tenant, AccessTokenId::new(id))?;
    Ok(Search { source_id: Some(token.as_ref().map_or(id, number)), ..wanted })
}
