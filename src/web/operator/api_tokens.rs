//! `/v1/tenants/{tenant}/api-tokens`: legacy API tokens.
//!
//! A token is named by its number. The secret is shown in the answer that made it, and never again.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::once::once;
use super::operator::Operator;
use super::owner::{Person, given};
use super::told::Told;
use crate::clock::Moment;
use crate::refused::{Problem, Refused};
use crate::secret::Kind;
use crate::server::Grantor;
use crate::sidecar::token::{self, ApiToken, ApiTokenId, Change, MOST, Maker, NewApiToken};
use crate::storage::{Db, Result as Stored, Tx};
use crate::tenants::{self, TenantId};
use crate::users::{self, UserId};

/// The fields of an API token; absent: stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    description: Option<String>,
    #[serde(default, deserialize_with = "given")]
    assigned_user: Option<Option<Person>>,
    #[serde(default, deserialize_with = "given")]
    scopes: Option<Option<String>>,
    allowed_ips: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    expires_at: Option<Option<String>>,
    active: Option<bool>,
}

impl Fields {
    /// The change that they mean at `tenant`.
    fn change(&self, db: &mut Db, tenant: TenantId) -> Result<Change, Refused> {
        let mut person = |given: &Option<Person>| match given {
            None => Ok(None),
            Some(person) => person.find(db, tenant, "assigned_user"),
        };
        Ok(Change {
            description: self.description.clone(),
            assigned_user: self.assigned_user.as_ref().map(&mut person).transpose()?,
            scopes: self.scopes.clone().map(Option::unwrap_or_default),
            allowed_ips: self.allowed_ips.clone(),
            expires_at: self.expires_at.as_ref().map(moment).transpose()?,
            active: self.active,
        })
    }
}

fn moment(given: &Option<String>) -> Result<Option<Moment>, Problem> {
    let Some(text) = given.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    let says = "write a time as 2026-11-21T10:00:00Z";
    Moment::from_rfc3339(text).map(Some).ok_or_else(|| Problem::invalid("expires_at", says))
}

/// `POST …/api-tokens`
pub(super) async fn create(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
    asked: Told<Fields>,
) -> Result<HttpResponse, Denied> {
    let [id, event] = grantor.storage.ids().await?;
    let (maker, catalogue) = (Maker::from(by.stamp(&grantor, event)), grantor.catalogue.clone());
    let (secret, now) = (grantor.secret(Kind::ApiToken), grantor.now());
    let shown_once = secret.clone();
    let job = move |tx: &mut Tx<'_>| {
        let tenant = tenants::show(tx.db, &named)?.id;
        let change = asked.change(tx.db, tenant)?;
        let new = NewApiToken { id: ApiTokenId::new(id), secret: secret.clone(), creator: None, change };
        let made = token::create(tx, tenant, &new, &catalogue, &maker)?;
        Ok::<_, Refused>(shown(tx.db, &made, now)?)
    };
    let made = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(once(made, Some(&shown_once))))
}

/// `GET …/api-tokens`: all of them, and how many there may be.
pub(super) async fn list(grantor: Data<Grantor>, named: Path<String>) -> Result<Json<Value>, Denied> {
    let now = grantor.now();
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?.id;
        let found = token::list(db, tenant)?;
        let people = users::named(db, tenant, found.iter().flat_map(people))?;
        let shown: Vec<Value> = found.iter().map(|token| described(token, now, &people)).collect();
        Ok::<_, Refused>((shown, token::store::places(db, tenant)?))
    };
    let (found, places) = grantor.storage.search(read).await?;
    Ok(Json(json!({ "api_tokens": found, "most": places.map_or(MOST, |(_, most)| most) })))
}

/// `GET …/api-tokens/{id}`
pub(super) async fn show(grantor: Data<Grantor>, named: Path<(String, i64)>) -> Result<Json<Value>, Denied> {
    let now = grantor.now();
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named.0)?.id;
        let found = token::show(db, tenant, ApiTokenId::new(named.1))?;
        Ok::<_, Refused>(shown(db, &found, now)?)
    };
    Ok(Json(grantor.storage.read(read).await?))
}

/// `PATCH …/api-tokens/{id}`
pub(super) async fn set(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, i64)>,
    asked: Told<Fields>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let (maker, catalogue) = (Maker::from(by.stamp(&grantor, event)), grantor.catalogue.clone());
    let now = grantor.now();
    let job = move |tx: &mut Tx<'_>| {
        let tenant = tenants::show(tx.db, &named.0)?.id;
        let change = asked.change(tx.db, tenant)?;
        let changed = token::set(tx, (tenant, ApiTokenId::new(named.1)), &change, &catalogue, &maker)?;
        Ok::<_, Refused>(shown(tx.db, &changed, now)?)
    };
    Ok(Json(grantor.storage.write(job).await?))
}

/// `DELETE …/api-tokens/{id}`: for good, and only if it is deactivated.
pub(super) async fn delete(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, i64)>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let tenant = tenants::show(tx.db, &named.0)?.id;
        token::delete(tx, tenant, ApiTokenId::new(named.1), &stamp)
    };
    let deleted = grantor.storage.write(job).await?;
    Ok(Json(json!({ "id": deleted.id, "description": deleted.description, "hint": deleted.hint })))
}

/// A token as the operator API shows it.
pub(super) fn shown(db: &mut Db, token: &ApiToken, now: Moment) -> Stored<Value> {
    let people = users::named(db, token.tenant, people(token))?;
    Ok(described(token, now, &people))
}

fn people(token: &ApiToken) -> impl Iterator<Item = UserId> {
    [token.assigned_user, token.creator].into_iter().flatten()
}

fn described(token: &ApiToken, now: Moment, people: &HashMap<UserId, users::Named>) -> Value {
    json!({
        "id": token.id,
        "description": token.description,
        "hint": token.hint,
        "status": token.status(now),
        "assigned_user": token.assigned_user.and_then(|id| people.get(&id)),
        "scopes": token.scopes,
        "allowed_ips": token.allowed_ips,
        "expires_at": token.expires_at,
        "deactivated_at": token.deactivated_at,
        "last_used_at": token.last_used_at,
        "creator": token.creator.and_then(|id| people.get(&id)),
        "created_at": token.created_at,
        "updated_at": token.updated_at,
    })
}
