//! One authorization is taken back, by its person or by an admin: the access ends, and what the person has allowed the
//! application is forgotten, so that it can ask again and gets nothing unasked.
//!
//! What an application does with its own tokens (RFC 7009) says nothing of what the person wants: that is
//! [`revoke_listed`] alone. Other authorizations of the same person and application live on; to end them all is
//! [`disconnect`](super::connected::disconnect).

use serde_json::json;

use crate::audit::Stamp;
use crate::refused::Refused;
use crate::storage::Tx;
use crate::tokens::AccessToken;
use crate::tokens::list::Listed;
use crate::tokens::revoke::revoke_listed;
use crate::users::store::given::forget_consents;

/// Ends what was found in a list. A token that stands for itself was never asked for on a page: no consent goes with it.
///
/// # Errors
/// [`Refused::Unknown`] if it has ended meanwhile.
pub fn take_back(tx: &mut Tx<'_>, listed: &Listed, stamp: &Stamp) -> Result<(), Refused> {
    let AccessToken { tenant, user, client, family, .. } = listed.token;
    let consents = match family {
        // First, as whoever disconnects the application does: who gives out a code claims what was allowed, then the family.
        Some(_) => forget_consents(tx.db, (tenant, user), Some(client))?,
        None => 0,
    };
    revoke_listed(tx, listed, &json!({ "consents": consents }), stamp)
}
