//! Deleting an API token, for good: only one that is deactivated, so that nobody cuts off what they did not know of.

use serde_json::json;

use super::{ApiToken, ApiTokenId, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::{Problem, Refused};
use crate::storage::Tx;
use crate::tenants::TenantId;

/// Deletes the API token `id` of `tenant`, and what is known of its use.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] on `base` while it is active.
pub fn delete(tx: &mut Tx<'_>, tenant: TenantId, id: ApiTokenId, stamp: &Stamp) -> Result<ApiToken, Refused> {
    let token = store::claim(tx.db, tenant, id)?.ok_or(Refused::Unknown("API token"))?;
    if token.is_active() {
        return Err(Problem::invalid("base", "an active API token cannot be deleted: deactivate it first").into());
    }
    store::delete(tx.db, &token)?;
    tx.forget_token(token.digest);
    let details = json!({ "before": token.told() });
    audit::record(tx.db, tenant.number(), stamp, Action::Destroy, token.source(), details)?;
    Ok(token)
}
