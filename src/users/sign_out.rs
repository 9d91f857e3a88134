//! Signing out.

use serde_json::json;

use super::{User, session};
use crate::audit::{self, Action, Stamp};
use crate::storage::{Result, Tx};
use crate::tenants::TenantId;

/// Ends the session that `cookie` opens at `tenant` and says whose it was; none is fine too. The stamp's
/// actor becomes that user.
///
/// # Errors
/// Only storage's.
pub fn sign_out(tx: &mut Tx<'_>, tenant: TenantId, cookie: &str, stamp: &Stamp) -> Result<Option<User>> {
    let Some((session, user)) = session::close(tx, tenant, cookie)? else { return Ok(None) };
    let stamp = stamp.by(user.actor());
    audit::record(tx.db, tenant.number(), &stamp, Action::Logout, session.source(&user), json!({}))?;
    Ok(Some(user))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn signing_out_ends_the_session_once_and_is_told() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let ada = house.user(acme, "ada@example.com").await;
        let cookie = house.session(&ada).await;
        for expected in [Some(ada.id), None] {
            let (cookie, stamp) = (cookie.clone(), house.stamp().await);
            let who = house.write(move |tx| sign_out(tx, acme, cookie.reveal(), &stamp)).await;
            assert_eq!(who.map(|user| user.id), expected);
        }
        let log = house.log(acme).await;
        assert_eq!(log.iter().filter(|event| event.action == Action::Logout).count(), 1);
        assert_eq!(log[0].stamp.origin.actor.name(), "ada");
    }
}
