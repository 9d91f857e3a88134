//! `/admin/api_tokens`: the account's API tokens.
//!
//! The pages are there while API token access is off, too: the tokens are kept, and whoever is to turn it on wants to
//! see what will work again. What is refused then is making one.

mod fields;
mod form;
mod life;
mod list;
mod report;
mod sunset;
mod usage;

use std::collections::BTreeMap;

use actix_web::web::ServiceConfig;

use super::ID;
use super::admin::Admin;
use super::denied::Denied;
use crate::refused::Refused;
use crate::sidecar::token::{self, ApiToken, ApiTokenId};
use crate::storage::{Db, Result as Stored};
use crate::tenants::TenantId;
use crate::users::{self, UserId};
use crate::web::pages::admin::api_tokens as page;
use crate::web::pages::admin::parts::{Crumb, Entry};
use crate::web::{get, resource};

/// Where they are.
const PATH: &str = "/admin/api_tokens";

/// Where one is added; also the name of the form.
const NEW: &str = "/admin/api_tokens/new";

/// Where it is said how they end.
const SUNSET: &str = "/admin/api_tokens/sunset";

/// Where it is said who still uses them.
const REPORT: &str = "/admin/api_tokens/usage";

/// Where API tokens are let in, or not.
const SWITCH: &str = "/admin/api/settings/api_token_access";

/// The routes.
pub(super) fn routes(table: &mut ServiceConfig) {
    let token = |rest: &str, methods| resource(&format!("{PATH}/{ID}{rest}"), methods);
    table
        .service(resource(PATH, "GET, HEAD").route(get(list::list)))
        .service(resource(NEW, "GET, HEAD, POST").route(get(form::blank)).post(form::create))
        .service(resource(REPORT, "GET, HEAD").route(get(report::show)))
        .service(resource(SUNSET, "GET, HEAD").route(get(sunset::show)))
        .service(token("", "GET, HEAD, POST").route(get(form::show)).post(form::save))
        .service(token("/usage", "GET, HEAD").route(get(usage::show)))
        .service(token("/deactivate", "GET, HEAD, POST").route(get(life::ask_to_stop)).post(life::stop))
        .service(token("/reactivate", "GET, HEAD, POST").route(get(life::ask_to_start)).post(life::start))
        .service(token("/delete", "GET, HEAD, POST").route(get(life::ask_to_delete)).post(life::delete));
}

/// E-mail addresses of those whom tokens are assigned to.
type Emails = BTreeMap<UserId, String>;

/// Whom `tokens` are assigned to.
fn emails(db: &mut Db, tenant: TenantId, tokens: &[ApiToken]) -> Stored<Emails> {
    let mut emails = Emails::new();
    for id in tokens.iter().filter_map(|token| token.assigned_user) {
        if !emails.contains_key(&id) {
            emails.extend(users::store::by_id(db, tenant, id)?.map(|user| (id, user.email)));
        }
    }
    Ok(emails)
}

/// A token of this account, with whom it is assigned to; another account's is not there.
async fn find(admin: &Admin, id: i64) -> Result<(ApiToken, Emails), Denied> {
    let grantor = &admin.visit.grantor;
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let tenant = admin.tenant();
    let read = move |db: &mut Db| {
        let token = token::show(db, tenant, ApiTokenId::new(id))?;
        let emails = emails(db, tenant, std::slice::from_ref(&token))?;
        Ok::<_, Refused>((token, emails))
    };
    admin.read(read).await
}

/// The address of something about a token.
fn path(id: ApiTokenId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

/// A count as sentences have it.
fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The way back to the list.
fn crumb(admin: &Admin) -> Crumb {
    Crumb { href: PATH.to_owned(), name: admin.say("admin-api-tokens") }
}

/// A token as the pages show it.
fn row(admin: &Admin, token: &ApiToken, emails: &Emails) -> page::ApiToken {
    page::ApiToken {
        href: path(token.id, ""),
        name: token.source().label,
        hint: token.hint.clone(),
        assigned: token.assigned_user.map(|id| emails.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        created: token.created_at,
        used: token.last_used_at,
        expires: token.expires_at,
        status: token.status(admin.visit.grantor.now()),
        entries: entries(admin, token),
    }
}

/// What can be done with a token: an active one cannot be deleted.
fn entries(admin: &Admin, token: &ApiToken) -> Vec<Entry> {
    let entry = |rest: &str, name| Entry::new(path(token.id, rest), admin.say(name));
    let log = format!("/admin/audit_logs?source_type=apitoken&source_id={}", token.id);
    let mut entries = vec![
        entry("", "admin-edit"),
        entry("/usage", "api-tokens-usage"),
        Entry::new(log, admin.say("admin-view-audit-log")),
    ];
    if token.is_active() {
        entries.push(entry("/deactivate", "admin-deactivate"));
    } else {
        entries.push(entry("/reactivate", "admin-reactivate"));
        entries.push(Entry::ending(path(token.id, "/delete"), admin.say("admin-delete")));
    }
    entries
}
