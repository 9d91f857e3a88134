//! `/admin/oauth/global_clients`: the vendor's clients that somebody here has let in, and the account's word about
//! them; or all that there are, so that one can be shut out, or told as whom it acts, before anybody lets it in.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::admin::Admin;
use super::client_life::count;
use super::clients::{COUNTED, counted};
use super::denied::Denied;
use super::list::{pages, window};
use super::query::Query;
use crate::clients::{self, Client, ClientId, ClientKey, Decision, Order};
use crate::clock::Moment;
use crate::refused::Refused;
use crate::storage::{Db, Failure, Part, Result as Stored};
use crate::tenants::TenantId;
use crate::tokens::held;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::global_clients as page;
use crate::web::pages::admin::parts::{Crumb, Entry};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// Where they are.
pub(super) const PATH: &str = "/admin/oauth/global_clients";

/// A client, how much it holds here, when it was last used here.
pub(super) type Known = (Client, i64, Option<Moment>);

/// The list, by name.
pub(super) async fn list(admin: Admin, request: HttpRequest) -> HttpResponse {
    let query = Query::of(&request);
    let (every, window) = (query.get("all") == Some("yes"), window(&query, true, false));
    let (tenant, now, asked) = (admin.tenant(), admin.visit.grantor.now(), window.clone());
    let read = move |db: &mut Db| {
        clients::list_global(db, tenant, every, Order::Name, &asked)?.map(|rows| known(db, tenant, rows, now))
    };
    let listed = admin.search::<Part<Known>, Failure>(read).await.map(|part| {
        let pages = pages(&query, PATH, &window, &part, |(client, ..)| Order::Name.place(client));
        let edit = |known: &Known| Entry::new(path(known.0.key.id, ""), admin.say("admin-edit"));
        let rows = part.rows.iter().map(|known| row(&admin, known, Some(edit(known)))).collect();
        let other = if every { PATH.to_owned() } else { query.at(PATH, &[("all", "yes")]) };
        admin.page(&page::GlobalClients { shell: admin.shell(Section::GlobalClients, true), every, other, rows, pages })
    });
    admin.answer(listed)
}

fn known(db: &mut Db, tenant: TenantId, clients: Vec<Client>, now: Moment) -> Stored<Vec<Known>> {
    let keys: Vec<ClientKey> = clients.iter().map(|client| client.key).collect();
    let counts = held::count(db, tenant, &keys, now, COUNTED)?;
    let known = |(client, count): (Client, i64)| {
        let used = held::last_used(db, tenant, client.key, now)?;
        Ok((client, count, used))
    };
    clients.into_iter().zip(counts).map(known).collect()
}

/// A client as lists and its own page show it; `edit` leads from the first to the second.
pub(super) fn row(admin: &Admin, (client, tokens, used): &Known, edit: Option<Entry>) -> page::GlobalClient {
    let id = client.key.id;
    let entry = |rest: &str, name| Entry::new(path(id, rest), admin.say(name));
    let mut entries = Vec::from_iter(edit);
    if *tokens > 0 {
        entries.push(entry("/tokens", "admin-view-tokens"));
    }
    let log = format!("/admin/audit_logs?source_type=global_oauth_client&source_id={id}");
    entries.push(Entry::new(log, admin.say("admin-view-audit-log")));
    let blocked = client.blocked_at.is_some();
    entries.push(if blocked { entry("/unblock", "globals-unblock") } else { entry("/block", "globals-block") });
    page::GlobalClient {
        href: path(id, ""),
        name: client.name.clone(),
        identifier: client.identifier.clone(),
        company: client.company.clone(),
        tokens: counted(*tokens),
        tokens_href: path(id, "/tokens"),
        used: *used,
        blocked,
        entries,
    }
}

pub(super) fn path(id: ClientId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

/// The way back to the list.
pub(super) fn crumb(admin: &Admin) -> Crumb {
    Crumb { href: PATH.to_owned(), name: admin.say("admin-global-clients") }
}

pub(super) async fn find(admin: &Admin, id: i64) -> Result<Known, Denied> {
    let (tenant, now) = (admin.tenant(), admin.visit.grantor.now());
    let read = move |db: &mut Db| {
        let client = clients::show_global(db, tenant, ClientId::new(id))?;
        let mut known = known(db, tenant, vec![client], now)?;
        known.pop().ok_or(Refused::Unknown("client"))
    };
    admin.search(read).await
}

/// What stops when a client is blocked.
pub(super) async fn ask_to_block(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find(&admin, *id).await.map(|(client, tokens, _)| {
        let says = count(&admin, counted(tokens), "globals-block-says", "globals-block-many");
        admin.page(&question(&admin, &client, "block", ["globals-block-title", "globals-block"], says))
    });
    admin.answer(asked)
}

/// 1. The form is this session's. 2. The client is shut out here. 3. Back to the list.
pub(super) async fn block(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(decide(&admin, *id, body, true).await)
}

/// What works again when a client is unblocked.
pub(super) async fn ask_to_unblock(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find(&admin, *id).await.map(|(client, ..)| {
        let says = admin.say("globals-unblock-says");
        admin.page(&question(&admin, &client, "unblock", ["globals-unblock-title", "globals-unblock"], says))
    });
    admin.answer(asked)
}

/// 1. The form is this session's. 2. The client is let in again. 3. Back to the list.
pub(super) async fn unblock(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(decide(&admin, *id, body, false).await)
}

async fn decide(admin: &Admin, id: i64, body: Body, blocked: bool) -> Result<HttpResponse, Denied> {
    let id = ClientId::new(id);
    admin.submitted(body, &path(id, if blocked { "/block" } else { "/unblock" }), &[])?;
    let (tenant, decision) = (admin.tenant(), Decision { blocked: Some(blocked), service_account: None });
    admin.write(move |tx, stamp| clients::decide(tx, tenant, id, &decision, stamp)).await?;
    Ok(admin.done(PATH, if blocked { "blocked" } else { "unblocked" }))
}

fn question(admin: &Admin, client: &Client, verb: &str, [title, button]: [&'static str; 2], says: Phrase) -> Confirm {
    Confirm {
        shell: admin.shell(Section::GlobalClients, true),
        crumb: crumb(admin),
        title: admin.say(title).name("app", &client.name),
        sentences: vec![says],
        choices: None,
        typed: None,
        refused: None,
        form: admin.form(&path(client.key.id, &format!("/{verb}")), &[]),
        button: admin.say(button),
        ends: false,
        cancel: PATH.to_owned(),
    }
}
