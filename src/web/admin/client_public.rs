//! `/admin/oauth/clients/{id}/public`: a confidential client is to become public, and loses its secrets for good.
//!
//! The question carries the form that was filled in, as it was sent: whoever says yes has not typed it in vain.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_form::saved;
use super::client_life::question;
use super::clients::path;
use crate::clients::{Change, Client, ClientId, Kind};
use crate::protocol::parameters::Parameters;
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::problem::Problem;

/// What was asked is answered by a form; whoever comes by the address is sent to the client.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    admin.visit.redirect(&path(ClientId::new(*id), ""))
}

/// 1. The form is this session's. 2. What was filled in before is saved.
pub(super) async fn confirm(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let confirmed = async {
        let sent = admin.submitted(body, &path(ClientId::new(*id), "/public"), &["change"])?;
        let change = field(&sent, "change")?;
        let change = Parameters::from_form(change.as_bytes()).map_err(|_| Problem::Unreadable)?;
        saved(&admin, *id, &change, true).await
    };
    admin.answer(confirmed.await)
}

/// How many secrets `change` would end.
pub(super) fn ended(admin: &Admin, client: &Client, change: &Change) -> usize {
    let now = admin.visit.grantor.now();
    match (client.kind, change.kind) {
        (Kind::Confidential, Some(Kind::Public)) => client.secrets.iter().filter(|kept| kept.is_live(now)).count(),
        _ => 0,
    }
}

/// What ends, and that it does so for good.
pub(super) fn ask(admin: &Admin, client: &Client, secrets: usize, sent: &Parameters) -> Confirm {
    let secrets = u32::try_from(secrets).unwrap_or(u32::MAX);
    let mut sentences = vec![admin.say("clients-public-says").number("count", secrets)];
    sentences.extend(client.used_at.map(|used| admin.say("clients-delete-used").time("time", used)));
    let question = question(admin, client, "public", "clients-public-title", sentences, "clients-public");
    let form = admin.form(&path(client.key.id, "/public"), &[("change", packed(sent))]);
    Confirm { shell: admin.shell(question.shell.section, false), form, ends: true, ..question }
}

/// The form as it was sent, but for what signs it.
fn packed(sent: &Parameters) -> String {
    let fields = sent.texts().filter(|(name, _)| *name != "csrf");
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
