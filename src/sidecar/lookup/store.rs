//! The query behind the look-up.

use std::sync::Arc;

use diesel::prelude::*;

use super::ApiTokenState;
use crate::clock::Moment;
use crate::secret::Digest;
use crate::sidecar::token::{ApiTokenId, Ceiling, store::kept_nets};
use crate::storage::schema::api_tokens;
use crate::storage::{self, Db, Loaded, Result, any_pair_of};
use crate::tokens::{TokenKey, kept_scopes};
use crate::users::UserId;

type Names = (ApiTokenId, String, String);
type Bounds = (Option<UserId>, Option<String>, Option<String>, Option<Moment>, Option<Moment>);
type Row = ((i64, Digest), Names, Bounds);

/// Loads what is asked for; what was never made is left out.
pub(crate) fn load(db: &mut Db, keys: &[TokenKey]) -> Result<Vec<(TokenKey, Loaded<ApiTokenState>)>> {
    static LOAD: storage::Text = storage::Text::new();
    let asked = api_tokens::table.filter(any_pair_of(api_tokens::tenant_id, api_tokens::digest, keys)).select((
        (api_tokens::tenant_id, api_tokens::digest),
        (api_tokens::id, api_tokens::description, api_tokens::hint),
        (
            api_tokens::assigned_user_id,
            api_tokens::scopes,
            api_tokens::allowed_ips,
            api_tokens::expires_at,
            api_tokens::deactivated_at,
        ),
    ));
    let rows: Vec<Row> = LOAD.of(asked).load(db)?;
    rows.into_iter().map(|row| Ok((row.0, Loaded { tenant: row.0.0, value: Arc::new(state(row)?) }))).collect()
}

fn state((_, (id, description, hint), bounds): Row) -> Result<ApiTokenState> {
    let (assigned_user, scopes, allowed_ips, expires_at, deactivated_at) = bounds;
    Ok(ApiTokenState {
        id,
        label: if description.is_empty() { hint } else { description },
        active: deactivated_at.is_none(),
        ceiling: Ceiling {
            scopes: scopes.as_deref().map(kept_scopes).transpose()?,
            expires_at,
            user: assigned_user,
            allowed_ips: allowed_ips.as_deref().map(kept_nets).transpose()?.unwrap_or_default(),
        },
    })
}
