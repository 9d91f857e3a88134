//! `api_tokens`: the account's API tokens.
//!
//! None of these addresses is there while the account's API token access is off (contract §4). The list has no pages:
//! there are never more than a few hundred. The secret stands whole in the answer that made it, and never again.

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{Body, Given, Words};
use super::call::{Call, Numbered};
use super::denied::Denied;
use super::query::Query;
use crate::clock::Moment;
use crate::protocol::scope::Scope;
use crate::refused::{Problem, Problems, Refused};
use crate::secret::{Kind, Secret};
use crate::sidecar::token::{self, ApiToken, ApiTokenId, Change, Maker, NewApiToken};
use crate::storage::{Db, Failure, Tx};
use crate::users::{self, UserId};

/// The fields of an API token that a caller may set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    description: Given<String>,
    assigned_user_id: Given<i64>,
    scopes: Given<Words>,
    allowed_ips: Given<Vec<String>>,
    expires_at: Given<String>,
    active: Given<bool>,
}

impl Fields {
    fn change(self) -> Result<Change, Refused> {
        let mut problems = Problems::default();
        let expires_at = self.expires_at.nullable("expires_at", &mut problems);
        let end = expires_at.map(|end| end.filter(|end| !end.is_empty()).map(|end| moment(&end)).transpose());
        let change = Change {
            description: self.description.value("description", &mut problems),
            assigned_user: self.assigned_user_id.nullable("assigned_user", &mut problems).map(|id| id.map(UserId::new)),
            scopes: self.scopes.limit("scopes", &mut problems),
            allowed_ips: self.allowed_ips.nullable("allowed_ips", &mut problems).map(Option::unwrap_or_default),
            expires_at: end.map(|end| problems.take(end)),
            active: self.active.value("active", &mut problems),
        };
        problems.none().map(|()| change)
    }
}

fn moment(text: &str) -> Result<Moment, Problem> {
    Moment::from_rfc3339(text).ok_or_else(|| Problem::invalid("expires_at", "send a time as 2026-11-21T10:00:00Z"))
}

/// `GET api_tokens`: with `include_users=true` also who made each.
pub(super) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    there(&call)?;
    let (grantor, tenant) = (call.grantor(), call.tenant());
    let with_users = query.flag("include_users")?;
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let read = move |db: &mut Db| {
        let tokens = token::list(db, tenant)?;
        let makers = tokens.iter().filter_map(|token| token.creator).filter(|_| with_users);
        let makers = users::named(db, tenant, makers)?;
        Ok::<_, Failure>((tokens, makers))
    };
    let (tokens, makers) = grantor.storage.search(read).await?;
    let one = |token: &ApiToken| {
        let mut shown = shown(&call, token);
        if with_users {
            let maker = token.creator.and_then(|id| makers.get(&id));
            shown["user_name"] = json!(maker.map(|user| &user.name));
            shown["user_email"] = json!(maker.map(|user| &user.email));
            shown["user_external_id"] = json!(maker.and_then(|user| user.external_id.as_ref()));
        }
        shown
    };
    Ok(Json(json!({ "api_tokens": tokens.iter().map(one).collect::<Vec<_>>() })))
}

/// `POST api_tokens`
pub(super) async fn create(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    there(&call)?;
    let (grantor, tenant) = (call.grantor(), call.tenant());
    let change = Change { active: None, ..body.record::<Fields>("api_token")?.change()? };
    let [id, event] = grantor.storage.ids().await?;
    let (maker, catalogue, secret) = (maker(&call, event), grantor.catalogue.clone(), grantor.secret(Kind::ApiToken));
    let shown_once = secret.clone();
    let new = NewApiToken { id: ApiTokenId::new(id), secret, creator: Some(call.caller().user), change };
    let job = move |tx: &mut Tx<'_>| token::create(tx, tenant, &new, &catalogue, &maker);
    let made = grantor.storage.write(job).await?;
    let mut shown = shown(&call, &made);
    shown["token"] = json!(Secret::reveal(&shown_once));
    let location = call.url(format_args!("api_tokens/{}", made.id));
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(json!({ "api_token": shown })))
}

/// `GET api_tokens/{id}`
pub(super) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    there(&call)?;
    let (grantor, tenant) = (call.grantor(), call.tenant());
    grantor.api_token_usage.flush(&grantor.storage).await?;
    let found = grantor.storage.read(move |db| token::show(db, tenant, ApiTokenId::new(id))).await?;
    Ok(Json(json!({ "api_token": shown(&call, &found) })))
}

/// `PUT api_tokens/{id}`: also `{"active": false}`, with which the very next call fails.
pub(super) async fn update(call: Call, Numbered(id): Numbered, body: Body) -> Result<Json<Value>, Denied> {
    there(&call)?;
    let (grantor, tenant) = (call.grantor(), call.tenant());
    let change = body.record::<Fields>("api_token")?.change()?;
    let [event] = grantor.storage.ids().await?;
    let (maker, catalogue) = (maker(&call, event), grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>| token::set(tx, (tenant, ApiTokenId::new(id)), &change, &catalogue, &maker);
    let changed = grantor.storage.write(job).await?;
    Ok(Json(json!({ "api_token": shown(&call, &changed) })))
}

/// `DELETE api_tokens/{id}`: only a deactivated one.
pub(super) async fn delete(call: Call, Numbered(id): Numbered) -> Result<HttpResponse, Denied> {
    there(&call)?;
    let tenant = call.tenant();
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    let job = move |tx: &mut Tx<'_>| token::delete(tx, tenant, ApiTokenId::new(id), &stamp);
    call.grantor().storage.write::<_, Refused>(job).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Off is not empty: then nothing is at these addresses.
pub(super) fn there(call: &Call) -> Result<(), Denied> {
    if call.at().tenant.api_token_access { Ok(()) } else { Err(Denied::Endpoint) }
}

fn maker(call: &Call, event: i64) -> Maker {
    Maker { stamp: call.stamp(event), ceiling: call.api_token_ceiling() }
}

fn shown(call: &Call, token: &ApiToken) -> Value {
    json!({
        "id": token.id,
        "url": call.url(format_args!("api_tokens/{}", token.id)),
        "user_id": token.creator,
        "assigned_user_id": token.assigned_user,
        "description": token.description,
        "active": token.is_active(),
        "scopes": token.scopes.as_ref().map(|scopes| Scope::iter(scopes).collect::<Vec<_>>()),
        "allowed_ips": token.allowed_ips,
        "expires_at": token.expires_at,
        "last_used": token.last_used_at,
        "visible_token": token.hint,
        "created_at": token.created_at,
        "updated_at": token.updated_at,
    })
}
