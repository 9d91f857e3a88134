//! How an API token is deactivated, reactivated and deleted: a question, and then it is done.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::super::admin::Admin;
use super::super::denied::Denied;
use super::usage::summary;
use super::{PATH, crumb, find, number, path};
use crate::audit::Stamp;
use crate::refused::Refused;
use crate::sidecar::token::{self, ApiToken, ApiTokenId, Change, Maker};
use crate::sidecar::usage::Summary;
use crate::storage::Tx;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// What stops when a token is deactivated.
pub(super) async fn ask_to_stop(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let (token, used) = known(&admin, *id).await?;
        Ok(admin.page(&stopping(&admin, &token, &used, Vec::new())))
    };
    admin.answer(asked.await)
}

fn stopping(admin: &Admin, token: &ApiToken, used: &Summary, before: Vec<Phrase>) -> Confirm {
    let mut says = before;
    says.push(admin.say("api-tokens-deactivate-says"));
    says.extend(token.last_used_at.map(|at| admin.say("clients-delete-used").time("time", at)));
    says.extend(used.shared.then(|| admin.say("api-usage-shared").number("count", number(used.users))));
    question(admin, token, "deactivate", "api-tokens-deactivate-title", says)
}

/// 1. The form is this session's. 2. The very next call fails. 3. Back to the token.
pub(super) async fn stop(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, false).await)
}

/// What works again when a token is reactivated.
pub(super) async fn ask_to_start(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let (token, used) = known(&admin, *id).await?;
        let mut says = vec![admin.say("api-tokens-reactivate-says")];
        says.extend(refused(&admin, &used));
        Ok(admin.page(&question(&admin, &token, "reactivate", "api-tokens-reactivate-title", says)))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's. 2. Calls with it work again. 3. Back to the token.
pub(super) async fn start(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, true).await)
}

async fn turn(admin: &Admin, id: i64, body: Body, active: bool) -> Result<HttpResponse, Denied> {
    let id = ApiTokenId::new(id);
    admin.submitted(body, &path(id, if active { "/reactivate" } else { "/deactivate" }), &[])?;
    let (tenant, catalogue) = (admin.tenant(), admin.visit.grantor.catalogue.clone());
    let change = Change { active: Some(active), ..Change::default() };
    let job = move |tx: &mut Tx<'_>, stamp: &Stamp| {
        token::set(tx, (tenant, id), &change, &catalogue, &Maker::from(stamp.clone()))
    };
    admin.write(job).await?;
    Ok(admin.done(&path(id, ""), if active { "api-token-reactivated" } else { "api-token-deactivated" }))
}

/// What ends when a token is deleted; of an active one, that it is deactivated first.
pub(super) async fn ask_to_delete(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let (token, used) = known(&admin, *id).await?;
        if token.is_active() {
            let first = vec![admin.say("api-tokens-delete-first")];
            return Ok(admin.page(&stopping(&admin, &token, &used, first)));
        }
        let mut says = vec![admin.say("api-tokens-delete-says")];
        says.extend(refused(&admin, &used));
        let question = question(&admin, &token, "delete", "api-tokens-delete-title", says);
        Ok(admin.page(&Confirm { ends: true, ..question }))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's. 2. If it is deactivated, it is gone. 3. Back to the list.
pub(super) async fn delete(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let deleted = async {
        let id = ApiTokenId::new(*id);
        admin.submitted(body, &path(id, "/delete"), &[])?;
        let tenant = admin.tenant();
        match admin.write::<_, Refused>(move |tx, stamp| token::delete(tx, tenant, id, stamp)).await {
            Ok(_) => Ok(admin.done(PATH, "api-token-deleted")),
            // Somebody has reactivated it meanwhile: the question says what is first.
            Err(Denied::Invalid(_)) => Ok(admin.visit.redirect(&path(id, "/delete"))),
            Err(denied) => Err(denied),
        }
    };
    admin.answer(deleted.await)
}

async fn known(admin: &Admin, id: i64) -> Result<(ApiToken, Summary), Denied> {
    let (token, _) = find(admin, id).await?;
    let used = summary(admin, token.id).await?;
    Ok((token, used))
}

fn refused(admin: &Admin, used: &Summary) -> Option<Phrase> {
    (used.refused > 0).then(|| admin.say("api-tokens-refused-says").number("count", number(used.refused)))
}

fn question(admin: &Admin, token: &ApiToken, verb: &str, title: &'static str, sentences: Vec<Phrase>) -> Confirm {
    let button = match verb {
        "deactivate" => "admin-deactivate",
        "reactivate" => "admin-reactivate",
        _ => "admin-delete",
    };
    Confirm {
        shell: admin.shell(Section::ApiTokens, true),
        crumb: crumb(admin),
        title: admin.say(title).name("name", &token.source().label),
        sentences,
        choices: None,
        typed: None,
        refused: None,
        form: admin.form(&path(token.id, &format!("/{verb}")), &[]),
        button: admin.say(button),
        ends: false,
        cancel: path(token.id, ""),
    }
}
