//! Making an API token.

use serde_json::json;

use super::set::changed;
use super::{ApiToken, ApiTokenId, Change, MOST, Maker, store};
use crate::audit::{self, Action};
use crate::protocol::scope::Catalogue;
use crate::refused::{Problem, Problems, Refused};
use crate::secret::{Digest, Kind, Secret};
use crate::storage::Tx;
use crate::tenants::{self, TenantId};
use crate::users::UserId;

/// What an API token is made of.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    /// Its number.
    pub id: ApiTokenId,
    /// The secret, of [`Kind::ApiToken`].
    pub secret: Secret,
    /// The admin who makes it, if a person does.
    pub creator: Option<UserId>,
    /// What it is to be.
    pub change: Change,
}

/// Makes an API token of `tenant`.
///
/// # Errors
/// [`Refused::Unknown`] without such a tenant; [`Refused::Invalid`] while its API token access is off, at the limit
/// (both `base`), for what exceeds its maker, and with every field that cannot be so.
pub fn create(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    new: &NewApiToken,
    catalogue: &Catalogue,
    maker: &Maker,
) -> Result<ApiToken, Refused> {
    let owner = tenants::store::by_id(tx.db, tenant)?.filter(|found| found.id != TenantId::PLATFORM);
    let owner = owner.ok_or(Refused::Unknown("tenant"))?;
    if !owner.api_token_access {
        let says = "API token access is off: turn it on first";
        return Err(Problem::invalid("base", says).into());
    }
    if owner.settings.api_token_sunset.is_some_and(|policy| !policy.lets_make(maker.stamp.at)) {
        let says = "no more API tokens can be made: register an OAuth client instead";
        return Err(Problem::invalid("base", says).into());
    }
    let mut token = changed(tx, blank(tenant, new, maker), &new.change, catalogue, &maker.stamp)?;
    maker.ceiling.fill(&mut token);
    let mut problems = Problems::default();
    maker.ceiling.exceeded(None, &token, (catalogue, maker.stamp.at), &mut problems);
    problems.none()?;
    if !store::take_place(tx.db, tenant, MOST)? {
        let says = "there is no room for another API token: delete one first";
        return Err(Problem::invalid("base", says).into());
    }
    store::insert(tx.db, &token)?;
    let details = json!({ "after": token.told() });
    audit::record(tx.db, tenant.number(), &maker.stamp, Action::Create, token.source(), details)?;
    Ok(token)
}

fn blank(tenant: TenantId, new: &NewApiToken, maker: &Maker) -> ApiToken {
    ApiToken {
        tenant,
        id: new.id,
        digest: Digest::of(Kind::ApiToken, tenant.number(), new.secret.reveal()),
        hint: new.secret.hint(),
        description: String::new(),
        creator: new.creator,
        assigned_user: None,
        scopes: None,
        allowed_ips: Vec::new(),
        expires_at: None,
        deactivated_at: None,
        last_used_at: None,
        created_at: maker.stamp.at,
        updated_at: maker.stamp.at,
    }
}

#[cfg(test)]
mod tests;
