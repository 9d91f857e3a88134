//! `users`: the people of the account.
//!
//! An address counts as verified only if the call says so. `create_or_update` finds people as the vendor's own system
//! names them, by `external_id`, and may be asked as often as one likes.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use serde::Serialize;
use serde_json::{Value, json};

use super::body::Body;
use super::call::{Call, Numbered};
use super::denied::Denied;
use super::page::{Orders, Page};
use super::query::Query;
use super::user_fields::Fields;
use super::who::Credential;
use crate::clock::Moment;
use crate::refused::Refused;
use crate::storage::{Db, Failure, Tx, Words};
use crate::users::{self, Filter, Order, Role, User, UserId};
use crate::users::{Provisioned, Wanted, provision};

/// A person as the API shows them.
#[derive(Serialize)]
pub(super) struct Shown<'a> {
    id: UserId,
    url: String,
    name: &'a str,
    email: &'a str,
    external_id: Option<&'a str>,
    role: Role,
    role_type: Option<i64>,
    verified: bool,
    active: bool,
    suspended: bool,
    locale: Option<&'a str>,
    time_zone: Option<&'a str>,
    organization_id: Option<i64>,
    phone: Option<&'a str>,
    photo: Option<&'a str>,
    tags: [&'a str; 0],
    user_fields: Value,
    created_at: Moment,
    updated_at: Moment,
    /// Only to somebody's own session.
    #[serde(skip_serializing_if = "Option::is_none")]
    authenticity_token: Option<&'a str>,
}

/// `GET users/me`
pub(super) async fn me(call: Option<Call>) -> Result<Json<Value>, Denied> {
    let Some(call) = call else { return Ok(Json(json!({ "user": anonymous() }))) };
    let (tenant, id) = (call.tenant(), call.caller().user);
    let user = call.grantor().storage.read(move |db| users::store::by_id(db, tenant, id)).await?;
    let user = user.ok_or(Denied::Unknown)?;
    let authenticity_token = match &call.caller().credential {
        Credential::Session { authenticity_token } => Some(authenticity_token.as_str()),
        Credential::Token { .. } | Credential::ApiToken { .. } => None,
    };
    Ok(Json(json!({ "user": Shown { authenticity_token, ..shown(&call, &user) } })))
}

pub(super) const ORDERS: Orders<Order> = &[("created_at", Order::Created, false), ("email", Order::Email, true)];

/// `GET users`: `role`, `role[]`, `external_id` and `query` choose.
pub(super) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let filter = filter(&query)?;
    let page = Page::of(&call, query, "users", ORDERS)?;
    let (tenant, by, window, counts) = (call.tenant(), page.by, page.window.clone(), page.counts());
    let read = move |db: &mut Db| {
        let count = counts.then(|| users::count(db, tenant, &filter)).transpose()?;
        Ok::<_, Failure>((users::page(db, tenant, &filter, by, &window)?, count))
    };
    let (part, count) = call.grantor().storage.search(read).await?;
    Ok(Json(page.answer(&call, &part, count, |user| by.place(user), |user| json!(shown(&call, user)))))
}

fn filter(query: &Query) -> Result<Filter, Denied> {
    let words = query.one("role")?.into_iter().chain(query.all("role[]").filter(|word| !word.is_empty()));
    let role = |word: &str| Role::parse(word).ok_or_else(|| Denied::malformed("A role is end-user, agent or admin."));
    let roles = words.map(role).collect::<Result<Vec<_>, _>>()?;
    let too_long = || Denied::malformed(format!("Give query as at most {} characters.", Words::MOST));
    let words = |text: &str| Words::all(text).ok_or_else(too_long);
    let external_id = query.one("external_id")?.map(str::to_owned);
    Ok(Filter { roles, external_id, text: query.one("query")?.map(words).transpose()? })
}

/// `POST users`
pub(super) async fn create(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    let new = body.record::<Fields>("user")?.made()?;
    let tenant = call.tenant();
    let [id, event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job = move |tx: &mut Tx<'_>| users::create(tx, tenant, UserId::new(id), &new, &stamp);
    let made = call.grantor().storage.write(job).await?;
    Ok(answer(&call, &made, true))
}

/// `POST users/create_or_update`
pub(super) async fn create_or_update(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    let wanted = Wanted { change: body.record::<Fields>("user")?.change()?, vouched: false };
    let tenant = call.tenant();
    let [id, event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job = move |tx: &mut Tx<'_>| provision(tx, tenant, UserId::new(id), &wanted, &stamp);
    let (outcome, user) = call.grantor().storage.write(job).await?;
    Ok(answer(&call, &user, outcome == Provisioned::Created))
}

fn answer(call: &Call, user: &User, made: bool) -> HttpResponse {
    let shown = shown(call, user);
    let mut answer = if made { HttpResponse::Created() } else { HttpResponse::Ok() };
    answer.insert_header((LOCATION, shown.url.clone())).json(json!({ "user": shown }))
}

/// `GET users/{id}`
pub(super) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    let tenant = call.tenant();
    let user = call.grantor().storage.read(move |db| users::store::by_id(db, tenant, UserId::new(id))).await?;
    let user = user.filter(|user| user.deleted_at.is_none()).ok_or(Denied::Unknown)?;
    Ok(Json(json!({ "user": shown(&call, &user) })))
}

/// `PUT users/{id}`
pub(super) async fn update(call: Call, Numbered(id): Numbered, body: Body) -> Result<Json<Value>, Denied> {
    let change = body.record::<Fields>("user")?.change()?;
    let tenant = call.tenant();
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job = move |tx: &mut Tx<'_>| users::set(tx, tenant, UserId::new(id), &change, &stamp);
    let changed = call.grantor().storage.write::<_, Refused>(job).await?;
    Ok(Json(json!({ "user": shown(&call, &changed) })))
}

/// What existing clients expect to hear of nobody, with 200.
fn anonymous() -> Value {
    json!({
        "id": null,
        "url": null,
        "name": "Anonymous user",
        "email": "invalid@example.com",
        "external_id": null,
        "role": "end-user",
        "role_type": null,
        "verified": false,
        "active": false,
        "suspended": false,
        "locale": null,
        "time_zone": null,
        "organization_id": null,
        "phone": null,
        "photo": null,
        "tags": [],
        "user_fields": {},
        "created_at": null,
        "updated_at": null,
    })
}

pub(super) fn shown<'a>(call: &Call, user: &'a User) -> Shown<'a> {
    Shown {
        id: user.id,
        url: call.url(format_args!("users/{}", user.id)),
        name: &user.name,
        email: &user.email,
        external_id: user.external_id.as_deref(),
        role: user.role,
        role_type: None,
        verified: user.verified,
        active: user.deleted_at.is_none(),
        suspended: user.suspended,
        locale: user.locale.as_deref(),
        time_zone: user.time_zone.as_deref(),
        organization_id: None,
        phone: None,
        photo: None,
        tags: [],
        user_fields: json!({}),
        created_at: user.created_at,
        updated_at: user.updated_at,
        authenticity_token: None,
    }
}
