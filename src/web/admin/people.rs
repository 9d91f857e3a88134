//! Somebody of the account, as a form names them: by e-mail.

use super::admin::Admin;
use super::denied::Denied;
use crate::refused::{Problem, Refused};
use crate::storage::{Db, Failure};
use crate::users::{self, UserId};

/// The addresses of `people`; none of nobody.
pub(super) async fn emails<const N: usize>(admin: &Admin, people: [Option<UserId>; N]) -> Result<[String; N], Denied> {
    let tenant = admin.tenant();
    let read = move |db: &mut Db| {
        let mut emails = people.map(|_| String::new());
        for (email, id) in emails.iter_mut().zip(people) {
            let user = id.map(|id| users::store::by_id(db, tenant, id)).transpose()?.flatten();
            *email = user.map(|user| user.email).unwrap_or_default();
        }
        Ok(emails)
    };
    admin.read::<_, Failure>(read).await
}

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
