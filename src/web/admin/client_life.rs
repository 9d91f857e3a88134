//! How a client is stopped, started and deleted: a question, and then it is done.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::clients::{PATH, counted, crumb, find, find_with_tokens, path};
use super::denied::Denied;
use crate::clients::{self, Change, Client, ClientId, ClientKey};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::clients::Count;
use crate::web::pages::admin::confirm::{Confirm, Typed};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// Seconds within which a client counts as in use: whoever deletes it then has to type its identifier.
const IN_USE: i64 = 7 * 86_400;

/// What stops when a client is deactivated.
pub(super) async fn ask_to_stop(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find_with_tokens(&admin, *id).await.map(|(client, tokens)| {
        let says = count(&admin, counted(tokens), "clients-deactivate-says", "clients-deactivate-many");
        admin.page(&question(
            &admin,
            &client,
            "deactivate",
            "clients-deactivate-title",
            vec![says],
            "clients-deactivate",
        ))
    });
    admin.answer(asked)
}

/// 1. The form is this session's. 2. The client and its tokens stop. 3. Back to the client.
pub(super) async fn stop(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, false).await)
}

/// What works again when a client is reactivated.
pub(super) async fn ask_to_start(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find(&admin, *id).await.map(|client| {
        let says = vec![admin.say("clients-reactivate-says")];
        admin.page(&question(&admin, &client, "reactivate", "clients-reactivate-title", says, "clients-reactivate"))
    });
    admin.answer(asked)
}

/// 1. The form is this session's. 2. The client and what is left of its tokens work again. 3. Back to the client.
pub(super) async fn start(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, true).await)
}

async fn turn(admin: &Admin, id: i64, body: Body, active: bool) -> Result<HttpResponse, Denied> {
    let here = path(ClientId::new(id), if active { "/reactivate" } else { "/deactivate" });
    admin.submitted(body, &here, &[])?;
    let key = ClientKey { tenant: admin.tenant(), id: ClientId::new(id) };
    let (change, catalogue) =
        (Change { active: Some(active), ..Change::default() }, admin.visit.grantor.catalogue.clone());
    admin.write(move |tx, stamp| clients::set(tx, key, &change, &catalogue, stamp)).await?;
    Ok(admin.done(&path(key.id, ""), if active { "client-reactivated" } else { "client-deactivated" }))
}

/// How much ends when a client is deleted.
pub(super) async fn ask_to_delete(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find_with_tokens(&admin, *id).await;
    admin.answer(asked.map(|(client, tokens)| admin.page(&last_question(&admin, &client, tokens, false))))
}

/// 1. The form is this session's. 2. If it is in use: the identifier was typed. 3. It is deleted, with all its
///    tokens. 4. Back to the list.
pub(super) async fn delete(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let deleted = async {
        let sent = admin.submitted(body, &path(ClientId::new(*id), "/delete"), &[])?;
        let (client, tokens) = find_with_tokens(&admin, *id).await?;
        if in_use(&admin, &client) && field(&sent, "typed")?.trim() != client.identifier {
            return Ok(admin.refused(&last_question(&admin, &client, tokens, true)));
        }
        admin.write(move |tx, stamp| clients::delete(tx, client.key, stamp)).await?;
        Ok(admin.done(PATH, "client-deleted"))
    };
    admin.answer(deleted.await)
}

fn in_use(admin: &Admin, client: &Client) -> bool {
    client.used_at.is_some_and(|used| admin.visit.grantor.now().seconds_since(used) < IN_USE)
}

fn last_question(admin: &Admin, client: &Client, tokens: i64, wrong: bool) -> Confirm {
    let mut sentences = vec![count(admin, counted(tokens), "clients-delete-says", "clients-delete-many")];
    sentences.extend(client.used_at.map(|used| admin.say("clients-delete-used").time("time", used)));
    if client.active {
        let (stop, link) = (path(client.key.id, "/deactivate"), admin.say("clients-delete-instead-link"));
        sentences.push(admin.say("clients-delete-instead").link("deactivate", &stop, link));
    }
    let typed = in_use(admin, client).then(|| Typed {
        label: admin.say("clients-delete-type").code("identifier", &client.identifier),
        wrong: wrong.then(|| admin.say("clients-delete-typed-wrong")),
    });
    let question = question(admin, client, "delete", "clients-delete-title", sentences, "clients-delete");
    Confirm { typed, ends: true, ..question }
}

/// The sentence that says how many tokens it concerns.
pub(super) fn count(admin: &Admin, tokens: Count, exactly: &'static str, at_least: &'static str) -> Phrase {
    admin.say(if tokens.more { at_least } else { exactly }).number("count", tokens.number)
}

/// The question whether to do `verb`.
pub(super) fn question(
    admin: &Admin,
    client: &Client,
    verb: &str,
    title: &'static str,
    sentences: Vec<Phrase>,
    button: &'static str,
) -> Confirm {
    Confirm {
        shell: admin.shell(Section::Clients, true),
        crumb: crumb(admin),
        title: admin.say(title).name("app", &client.name),
        sentences,
        choices: None,
        typed: None,
        refused: None,
        form: admin.form(&path(client.key.id, &format!("/{verb}")), &[]),
        button: admin.say(button),
        ends: false,
        cancel: path(client.key.id, ""),
    }
}
