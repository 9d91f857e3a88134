//! `oauth/global_clients`: applications of the platform, as this account sees them.
//!
//! Listed are those that its people have let in, or that its admins have decided about; with `all` every one there is,
//! so that one can be shut out before anybody lets it in. Nothing of them can be changed here but what this account has
//! decided: whether they are blocked, and as whom they may act by themselves.

use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::clients::by;
use crate::clients::{self, Client, ClientId, ClientKey, Decision, Order};
use crate::clock::Moment;
use crate::refused::{Problems, Refused};
use crate::storage::{Db, Failure, Place, Tx, Window};
use crate::tenants::TenantId;
use crate::tokens::list::{self, Filter};
use crate::users::UserId;
use crate::web::api::body::{Body, Given};
use crate::web::api::call::{Call, Numbered};
use crate::web::api::denied::Denied;
use crate::web::api::page::{Orders, Page};
use crate::web::api::query::Query;

/// A global client as the API shows it.
#[derive(Serialize)]
struct Shown<'a> {
    id: ClientId,
    url: String,
    identifier: &'a str,
    name: &'a str,
    company: &'a str,
    description: &'a str,
    logo_url: Option<String>,
    kind: &'static str,
    active: bool,
    blocked: bool,
    blocked_at: Option<Moment>,
    service_account_id: Option<UserId>,
}

/// The tokens of a global client at this account.
#[derive(Serialize)]
struct Summary {
    id: ClientId,
    tokens_count: i64,
    last_used_at: Option<Moment>,
}

/// What an account may decide.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    blocked: Given<bool>,
    service_account_id: Given<i64>,
}

pub(in crate::web::api) const ORDERS: Orders<Order> =
    &[("created_at", Order::Created, false), ("name", Order::Name, true), ("identifier", Order::Identifier, true)];

/// `GET oauth/global_clients`
pub(in crate::web::api) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let all = query.flag("all")?;
    let page = Page::of(&call, query, "global_clients", ORDERS)?;
    let (tenant, by, window, counts) = (call.tenant(), page.by, page.window.clone(), page.counts());
    let read = move |db: &mut Db| {
        let count = counts.then(|| clients::count_global(db, tenant, all)).transpose()?;
        Ok::<_, Failure>((clients::list_global(db, tenant, all, by, &window)?, count))
    };
    let (part, count) = call.grantor().storage.search(read).await?;
    Ok(Json(page.answer(&call, &part, count, |client| by.place(client), |client| json!(shown(&call, client)))))
}

/// `GET oauth/global_clients/{id}`
pub(in crate::web::api) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    let tenant = call.tenant();
    let found = call.grantor().storage.read(move |db| clients::show_global(db, tenant, ClientId::new(id))).await?;
    Ok(Json(json!({ "global_client": shown(&call, &found) })))
}

/// `PUT oauth/global_clients/{id}`: what this account decides.
pub(in crate::web::api) async fn decide(call: Call, Numbered(id): Numbered, body: Body) -> Result<Json<Value>, Denied> {
    let decision = body.record::<Fields>("global_client")?.decision()?;
    let (tenant, ceiling) = (call.tenant(), call.client_ceiling());
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job =
        move |tx: &mut Tx<'_>| clients::decide(tx, tenant, ClientId::new(id), &decision, by(&stamp, ceiling.as_ref()));
    let decided = call.grantor().storage.write(job).await?;
    Ok(Json(json!({ "global_client": shown(&call, &decided) })))
}

impl Fields {
    fn decision(self) -> Result<Decision, Refused> {
        let mut problems = Problems::default();
        let blocked = self.blocked.value("blocked", &mut problems);
        let account = self.service_account_id.nullable("service_account", &mut problems);
        problems.none()?;
        Ok(Decision { blocked, service_account: account.map(|id| id.map(UserId::new)) })
    }
}

/// `GET oauth/global_clients/token_summary`: of one client, or of the first hundred that are listed.
pub(in crate::web::api) async fn token_summary(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let one = query.number("global_client_id")?.map(ClientId::new);
    let (tenant, expired, now) = (call.tenant(), query.flag("include_expired")?, call.now());
    let read = move |db: &mut Db| {
        let ids = match one {
            Some(id) => vec![clients::show_global(db, tenant, id)?.key.id],
            None => listed(db, tenant)?,
        };
        let summary = |id| summary(db, tenant, id, expired, now);
        Ok::<_, Refused>(ids.into_iter().map(summary).collect::<Result<Vec<_>, _>>()?)
    };
    let summaries = call.grantor().storage.search(read).await?;
    Ok(Json(json!({ "global_clients": summaries })))
}

fn listed(db: &mut Db, tenant: TenantId) -> Result<Vec<ClientId>, Failure> {
    let window = Window { place: Place::Skip(0), descending: false, most: 100 };
    let part = clients::list_global(db, tenant, false, Order::Created, &window)?;
    Ok(part.rows.iter().map(|client| client.key.id).collect())
}

fn summary(db: &mut Db, tenant: TenantId, id: ClientId, expired: bool, now: Moment) -> Result<Summary, Failure> {
    let client = Some(ClientKey { tenant: TenantId::PLATFORM, id });
    let (tokens_count, last_used_at) = list::summary(db, tenant, &Filter { client, expired, user: None }, now)?;
    Ok(Summary { id, tokens_count, last_used_at })
}

fn shown<'a>(call: &Call, client: &'a Client) -> Shown<'a> {
    Shown {
        id: client.key.id,
        url: call.url(format_args!("oauth/global_clients/{}", client.key.id)),
        identifier: &client.identifier,
        name: &client.name,
        company: &client.company,
        description: &client.description,
        logo_url: call.logo(client.logo_id.as_deref()),
        kind: client.kind.as_str(),
        active: client.active,
        blocked: client.blocked_at.is_some(),
        blocked_at: client.blocked_at,
        service_account_id: client.service_account,
    }
}
