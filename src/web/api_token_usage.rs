//! What API tokens are used for, wherever it is read: on the pages, by programs and by operators.

use crate::server::Grantor;
use crate::sidecar::usage::{self, Line};
use crate::storage::Failure;
use crate::tenants::TenantId;

/// [`usage::lines`] of now: what was seen until now is counted, the calls with API tokens and what their callers did
/// otherwise.
///
/// # Errors
/// If storage is overloaded or unavailable.
pub async fn lines(grantor: &Grantor, tenant: TenantId, since: i64, idle: i64) -> Result<Vec<Line>, Failure> {
    grantor.api_token_usage.flush(&grantor.storage).await?;
    grantor.usage.flush(&grantor.storage).await?;
    let now = grantor.now();
    grantor.storage.search(move |db| usage::lines(db, tenant, since, idle, now)).await
}
