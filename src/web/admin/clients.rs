//! `/admin/oauth/clients`: the account's own clients.

use actix_web::{HttpRequest, HttpResponse};

use super::admin::Admin;
use super::denied::Denied;
use super::list::{pages, window};
use super::query::Query;
use crate::clients::{self, Client, ClientId, ClientKey, Filter, Order};
use crate::clock::Moment;
use crate::storage::{Db, Failure, Part, Words};
use crate::tenants::TenantId;
use crate::tokens::held;
use crate::web::look;
use crate::web::pages::admin::clients as page;
use crate::web::pages::admin::clients::Count;
use crate::web::pages::admin::parts::{Choice, Column, Crumb, Entry, Pages};
use crate::web::pages::admin::shell::Section;

/// Where they are.
pub(super) const PATH: &str = "/admin/oauth/clients";

/// How many tokens are counted.
pub(super) const COUNTED: i64 = 1_000;

/// The list, the newest first unless asked otherwise.
pub(super) async fn list(admin: Admin, request: HttpRequest) -> HttpResponse {
    let query = Query::of(&request);
    let (by, descending) = order(&query);
    let (filter, window) = (filter(&query), window(&query, by == Order::Name, descending));
    let (tenant, now, wanted) = (admin.tenant(), admin.visit.grantor.now(), window.clone());
    let read = move |db: &mut Db| {
        let part = clients::list(db, tenant, &filter, by, &wanted)?;
        part.map(|rows| {
            let keys: Vec<ClientKey> = rows.iter().map(|client| client.key).collect();
            let counts = held::count(db, tenant, &keys, now, COUNTED)?;
            Ok(rows.into_iter().zip(counts).collect())
        })
    };
    let listed = admin.search::<Part<(Client, i64)>, Failure>(read).await.map(|part| {
        let pages = pages(&query, PATH, &window, &part, |(client, _)| by.place(client));
        admin.page(&page(&admin, &query, (by, descending), &part.rows, pages))
    });
    admin.answer(listed)
}

fn order(query: &Query) -> (Order, bool) {
    match query.get("sort") {
        Some("name") => (Order::Name, false),
        Some("-name") => (Order::Name, true),
        Some("created") => (Order::Created, false),
        _ => (Order::Created, true),
    }
}

fn filter(query: &Query) -> Filter {
    let active = match query.get("status") {
        Some("active") => Some(true),
        Some("deactivated") => Some(false),
        _ => None,
    };
    Filter { active, text: query.get("q").map(Words::cut), ..Filter::default() }
}

fn page(
    admin: &Admin,
    query: &Query,
    (by, descending): (Order, bool),
    rows: &[(Client, i64)],
    pages: Pages,
) -> page::Clients {
    let status = |word: &str, name| Choice::new(word, admin.say(name), query.text("status") == word);
    let column = |of: Order, name, rising: &str, falling: &str| Column {
        name: admin.say(name),
        href: query.at(PATH, &[("sort", if by == of && !descending { falling } else { rising })]),
        sorted: (by == of).then_some(if descending { "descending" } else { "ascending" }),
    };
    page::Clients {
        shell: admin.shell(Section::Clients, true),
        off: off(admin),
        add: format!("{PATH}/new"),
        text: query.text("q"),
        statuses: vec![
            status("", "admin-any-status"),
            status("active", "admin-active"),
            status("deactivated", "admin-deactivated"),
        ],
        filtered: query.get("q").or(query.get("status")).is_some(),
        columns: [
            column(Order::Name, "clients-name", "name", "-name"),
            column(Order::Created, "admin-created", "created", "-created"),
        ],
        rows: rows.iter().map(|(client, tokens)| row(admin, client, *tokens)).collect(),
        pages,
    }
}

fn row(admin: &Admin, client: &Client, tokens: i64) -> page::Client {
    page::Client {
        href: path(client.key.id, ""),
        name: client.name.clone(),
        logo: client.logo_id.as_deref().map(look::logo),
        identifier: client.identifier.clone(),
        created: client.created_at,
        tokens: counted(tokens),
        tokens_href: path(client.key.id, "/tokens"),
        active: client.active,
        entries: entries(admin, client, tokens),
    }
}

/// What can be done with a client. Without tokens there are none to view.
pub(super) fn entries(admin: &Admin, client: &Client, tokens: i64) -> Vec<Entry> {
    let id = client.key.id;
    let entry = |rest: &str, name| Entry::new(path(id, rest), admin.say(name));
    let mut entries = vec![entry("", "admin-edit")];
    if tokens > 0 {
        entries.push(entry("/tokens", "admin-view-tokens"));
    }
    let log = format!("/admin/audit_logs?source_type=oauth_client&source_id={id}");
    entries.push(Entry::new(log, admin.say("admin-view-audit-log")));
    entries.push(entry("/logo", "clients-logo"));
    if client.kind == clients::Kind::Confidential {
        entries.push(entry("/secret", "clients-rotate"));
    }
    entries.push(match client.active {
        true => entry("/deactivate", "admin-deactivate"),
        false => entry("/reactivate", "admin-reactivate"),
    });
    entries.push(Entry::ending(path(id, "/delete"), admin.say("admin-delete")));
    entries
}

/// Where OAuth access is turned on, if it is off: nothing of a client works until then.
pub(super) fn off(admin: &Admin) -> Option<&'static str> {
    (!admin.visit.at.tenant.oauth_access).then_some("/admin/api/settings/oauth_access")
}

/// A count as it is shown.
pub(super) fn counted(tokens: i64) -> Count {
    Count { number: u32::try_from(tokens).unwrap_or_default(), more: tokens >= COUNTED }
}

/// The address of something about a client.
pub(super) fn path(id: ClientId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

/// The way back to the list.
pub(super) fn crumb(admin: &Admin) -> Crumb {
    Crumb { href: PATH.to_owned(), name: admin.say("admin-clients") }
}

/// A client of this account; another account's is not there.
pub(super) async fn find(admin: &Admin, id: i64) -> Result<Client, Denied> {
    let tenant = admin.tenant();
    admin.read(move |db| clients::show_numbered(db, tenant, ClientId::new(id))).await
}

/// The same, with how many of its tokens are alive.
pub(super) async fn find_with_tokens(admin: &Admin, id: i64) -> Result<(Client, i64), Denied> {
    let (tenant, now) = (admin.tenant(), admin.visit.grantor.now());
    let read = move |db: &mut Db| {
        let client = clients::show_numbered(db, tenant, ClientId::new(id))?;
        let tokens = alive(db, tenant, client.key, now)?;
        Ok::<_, crate::refused::Refused>((client, tokens))
    };
    admin.search(read).await
}

/// How many of a client's tokens are alive.
pub(super) fn alive(db: &mut Db, tenant: TenantId, client: ClientKey, now: Moment) -> Result<i64, Failure> {
    Ok(held::count(db, tenant, &[client], now, COUNTED)?.into_iter().sum())
}
