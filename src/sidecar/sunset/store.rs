//! Which steps were announced.

use diesel::prelude::*;

use ring::digest::{Context, SHA256};

use super::{DAY, Step};
use crate::clock::Moment;
use crate::secret::Digest;
use crate::sidecar::token::ApiTokenId;
use crate::storage::schema::api_token_announcements as announced;
use crate::storage::{Db, Failure, Result};
use crate::tenants::TenantId;

/// How long it is remembered that a step was announced, after it was due.
const REMEMBERED: i64 = 30 * DAY;

/// Notes that `step` is announced; false if it was before. If two nodes announce it at once, the database takes one
/// of the rows, and the other's job runs again and finds it.
pub(super) fn first(db: &mut Db, tenant: TenantId, step: &Step) -> Result<bool> {
    let digest = digest(step)?;
    let known = announced::table.find((tenant, digest)).select(announced::expires_at);
    if known.get_result::<Moment>(db).optional()?.is_some() {
        return Ok(false);
    }
    let row = (
        announced::tenant_id.eq(tenant),
        announced::digest.eq(digest),
        announced::expires_at.eq(step.at.plus(REMEMBERED)),
    );
    diesel::insert_into(announced::table).values(row).execute(db)?;
    Ok(true)
}

/// The digest of what tells one step from another: token, kind and day.
fn digest(step: &Step) -> Result<Digest> {
    let mut context = Context::new(&SHA256);
    for number in [step.token.map_or(0, ApiTokenId::number), step.at.seconds().div_euclid(DAY)] {
        context.update(&number.to_be_bytes());
    }
    context.update(step.kind.as_str().as_bytes());
    Digest::from_slice(context.finish().as_ref()).ok_or_else(|| Failure::Corrupt("a digest has 32 bytes".into()))
}
