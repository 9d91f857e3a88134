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
    if announced(db, tenant, step)?.is_some() {
        return Ok(false);
    }
    let row = (
        announced::tenant_id.eq(tenant),
        announced::digest.eq(digest(step)?),
        announced::expires_at.eq(step.at.plus(REMEMBERED)),
    );
    diesel::insert_into(announced::table).values(row).execute(db)?;
    Ok(true)
}

/// For when `step` was announced; absent: it was not.
pub(super) fn announced(db: &mut Db, tenant: TenantId, step: &Step) -> Result<Option<Moment>> {
    let known = announced::table.find((tenant, digest(step)?)).select(announced::expires_at);
    Ok(known.get_result::<Moment>(db).optional()?.map(|end| end.plus(-REMEMBERED)))
}

/// The digest of what tells one step from another: token, kind and when it is due. For a token that is the day, because
/// each call moves its end by as much; a window is told by its beginning and its end.
fn digest(step: &Step) -> Result<Digest> {
    let mut context = Context::new(&SHA256);
    let due = step.due.seconds();
    let when = if step.token.is_some() { due.div_euclid(DAY) } else { due };
    for number in [step.token.map_or(0, ApiTokenId::number), when, step.until.map_or(0, Moment::seconds)] {
        context.update(&number.to_be_bytes());
    }
    context.update(step.kind.as_str().as_bytes());
    Digest::from_slice(context.finish().as_ref()).ok_or_else(|| Failure::Corrupt("a digest has 32 bytes".into()))
}
