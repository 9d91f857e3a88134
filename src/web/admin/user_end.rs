//! `/admin/users/{id}/delete`: somebody leaves the account for good.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::denied::Denied;
use super::users::{PATH, other, path, question};
use super::{clients, global_clients};
use crate::storage::Failure;
use crate::tenants::TenantId;
use crate::users::{self, Needing, User};
use crate::web::body::Body;
use crate::web::pages::admin::confirm::{Confirm, Hindrance};

/// How many clients of each kind are named.
const NAMED: i64 = 50;

/// What ends.
pub(super) async fn ask(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = other(&admin, *id).await;
    admin.answer(asked.map(|user| admin.page(&last_question(&admin, &user))))
}

/// 1. The form is this session's. 2. It is somebody else, whom no client needs. 3. They are deleted. 4. Back to the list.
pub(super) async fn delete(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let deleted = async {
        admin.submitted(body, &path(*id, "/delete"), &[])?;
        let user = other(&admin, *id).await?;
        let (tenant, number) = (user.tenant, user.id);
        match admin.write(move |tx, stamp| users::delete(tx, tenant, number, stamp)).await {
            Ok(_) => Ok(admin.done(PATH, "user-deleted")),
            Err(Denied::Invalid(problems)) if problems.iter().any(|problem| problem.field == "clients") => {
                let needing = admin.search::<_, Failure>(move |db| users::needing(db, tenant, number, NAMED)).await?;
                Ok(admin.refused(&needed(&admin, &user, &needing)))
            }
            Err(denied) => Err(denied),
        }
    };
    admin.answer(deleted.await)
}

fn last_question(admin: &Admin, user: &User) -> Confirm {
    let question = question(admin, user, "delete", ["users-delete-title", "users-delete-says", "users-delete"]);
    Confirm { ends: true, ..question }
}

/// The same, with the clients that have to be given to somebody else first.
fn needed(admin: &Admin, user: &User, needing: &[Needing]) -> Confirm {
    let at = |client: &Needing| match client.key.tenant == TenantId::PLATFORM {
        true => global_clients::path(client.key.id, ""),
        false => clients::path(client.key.id, ""),
    };
    let what = needing.iter().map(|client| (at(client), client.name.clone())).collect();
    Confirm { refused: Some(Hindrance { says: admin.say("users-delete-needed"), what }), ..last_question(admin, user) }
}
