//! `/admin/oauth/global_clients`: the vendor's clients that somebody here has let in, and the account's word about
//! them.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_life::count;
use super::clients::{COUNTED, counted};
use super::denied::Denied;
use crate::clients::{self, Client, ClientId, Decision};
use crate::clock::Moment;
use crate::refused::Refused;
use crate::storage::{Db, Failure};
use crate::tokens::held;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::global_clients as page;
use crate::web::pages::admin::parts::{Crumb, Entry, Pages};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// Where they are.
const PATH: &str = "/admin/oauth/global_clients";

/// A client, how much it holds here, when it was last used here.
type Known = (Client, i64, Option<Moment>);

/// The list, by name.
pub(super) async fn list(admin: Admin) -> HttpResponse {
    let (tenant, now) = (admin.tenant(), admin.visit.grantor.now());
    let read = move |db: &mut Db| {
        let keys = held::global_clients(db, tenant)?;
        let counts = held::count(db, tenant, &keys, now, COUNTED)?;
        let mut known: Vec<Known> = Vec::new();
        for (key, count) in keys.into_iter().zip(counts) {
            let client = clients::store::by_key(db, tenant, key)?.filter(|client| client.deleted_at.is_none());
            let Some(client) = client else { continue };
            known.push((client, count, held::last_used(db, tenant, key, now)?));
        }
        known.sort_by(|(one, ..), (other, ..)| one.name.cmp(&other.name));
        Ok(known)
    };
    let listed = admin.read::<Vec<Known>, Failure>(read).await.map(|known| {
        let rows = known.iter().map(|known| row(&admin, known)).collect();
        let shell = admin.shell(Section::GlobalClients, true);
        admin.page(&page::GlobalClients { shell, rows, pages: Pages::default() })
    });
    admin.answer(listed)
}

fn row(admin: &Admin, (client, tokens, used): &Known) -> page::GlobalClient {
    let id = client.key.id;
    let entry = |rest: &str, name| Entry::new(path(id, rest), admin.say(name));
    let mut entries = Vec::new();
    if *tokens > 0 {
        entries.push(entry("tokens", "admin-view-tokens"));
    }
    let log = format!("/admin/audit_logs?source_type=global_oauth_client&source_id={id}");
    entries.push(Entry::new(log, admin.say("admin-view-audit-log")));
    let blocked = client.blocked_at.is_some();
    entries.push(if blocked { entry("unblock", "globals-unblock") } else { entry("block", "globals-block") });
    page::GlobalClient {
        name: client.name.clone(),
        identifier: client.identifier.clone(),
        company: client.company.clone(),
        tokens: counted(*tokens),
        tokens_href: path(id, "tokens"),
        used: *used,
        blocked,
        entries,
    }
}

fn path(id: ClientId, rest: &str) -> String {
    format!("{PATH}/{id}/{rest}")
}

async fn find(admin: &Admin, id: i64) -> Result<(Client, i64), Denied> {
    let (tenant, now) = (admin.tenant(), admin.visit.grantor.now());
    let key = clients::ClientKey { tenant: crate::tenants::TenantId::PLATFORM, id: ClientId::new(id) };
    let read = move |db: &mut Db| {
        let found = clients::store::by_key(db, tenant, key)?.filter(|client| client.deleted_at.is_none());
        let client = found.ok_or(Refused::Unknown("client"))?;
        let counts = held::count(db, tenant, &[key], now, COUNTED)?;
        Ok::<_, Refused>((client, counts.first().copied().unwrap_or_default()))
    };
    admin.read(read).await
}

/// What stops when a client is blocked.
pub(super) async fn ask_to_block(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = find(&admin, *id).await.map(|(client, tokens)| {
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
    let asked = find(&admin, *id).await.map(|(client, _)| {
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
    admin.submitted(body, &path(id, if blocked { "block" } else { "unblock" }), &[])?;
    let (tenant, decision) = (admin.tenant(), Decision { blocked: Some(blocked), service_account: None });
    admin.write(move |tx, stamp| clients::decide(tx, tenant, id, &decision, stamp)).await?;
    Ok(admin.done(PATH, if blocked { "blocked" } else { "unblocked" }))
}

fn question(admin: &Admin, client: &Client, verb: &str, [title, button]: [&'static str; 2], says: Phrase) -> Confirm {
    Confirm {
        shell: admin.shell(Section::GlobalClients, true),
        crumb: Crumb { href: PATH.to_owned(), name: admin.say("admin-global-clients") },
        title: admin.say(title).name("app", &client.name),
        sentences: vec![says],
        choices: None,
        typed: None,
        form: admin.form(&path(client.key.id, verb), &[]),
        button: admin.say(button),
        ends: false,
        cancel: PATH.to_owned(),
    }
}
