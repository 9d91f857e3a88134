//! `/admin/users/{id}/delete`: somebody leaves the account for good.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::denied::Denied;
use super::users::{PATH, other, path, question};
use crate::users::{self, User};
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::phrase::Phrase;

/// What ends.
pub(super) async fn ask(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = other(&admin, *id).await;
    admin.answer(asked.map(|user| admin.page(&last_question(&admin, &user, None))))
}

/// 1. The form is this session's. 2. It is somebody else, whom no client needs. 3. They are deleted. 4. Back to the list.
pub(super) async fn delete(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let deleted = async {
        admin.submitted(body, &path(*id, "/delete"), &[])?;
        let user = other(&admin, *id).await?;
        let (tenant, number) = (user.tenant, user.id);
        match admin.write(move |tx, stamp| users::delete(tx, tenant, number, stamp)).await {
            Ok(_) => Ok(admin.done(PATH, "user-deleted")),
            Err(Denied::Invalid(_)) => {
                let needed = admin.say("users-delete-needed").link(
                    "clients",
                    "/admin/oauth/clients",
                    admin.say("admin-clients"),
                );
                Ok(admin.refused(&last_question(&admin, &user, Some(needed))))
            }
            Err(denied) => Err(denied),
        }
    };
    admin.answer(deleted.await)
}

fn last_question(admin: &Admin, user: &User, needed: Option<Phrase>) -> Confirm {
    let question = question(admin, user, "delete", ["users-delete-title", "users-delete-says", "users-delete"]);
    let sentences = needed.into_iter().chain(question.sentences).collect();
    Confirm { sentences, ends: true, ..question }
}
