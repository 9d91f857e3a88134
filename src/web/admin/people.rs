//! Somebody of the account, as a form names them: by e-mail.

use super::admin::Admin;
use super::denied::Denied;
use crate::refused::{Problem, Refused};
use crate::users::{self, UserId};

/// Whom `email` in `field` names; nobody if it is empty, and a problem if there is no such person.
pub(super) async fn named(
    admin: &Admin,
    field: &'static str,
    email: &str,
    problems: &mut Vec<Problem>,
) -> Result<Option<UserId>, Denied> {
    if email.is_empty() {
        return Ok(None);
    }
    let (tenant, named) = (admin.tenant(), email.to_owned());
    match admin.visit.grantor.storage.read(move |db| users::show(db, tenant, &named)).await {
        Ok(user) => Ok(Some(user.id)),
        Err(Refused::Unknown(_)) => {
            problems.push(Problem::invalid(field, "nobody"));
            Ok(None)
        }
        Err(other) => Err(other.into()),
    }
}
