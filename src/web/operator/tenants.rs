//! `/v1/tenants`: customer accounts.
//!
//! A tenant is named by its subdomain, or as `external_id:` and what the vendor calls it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path, Query};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::Denied;
use super::operator::Operator;
use super::page::Page;
use super::told::Told;
use crate::server::Grantor;
use crate::storage::Tx;
use crate::tenants::{self, Change, NewTenant, Tenant, TenantId};
use crate::web::look;

/// What a new tenant is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    subdomain: String,
    name: Option<String>,
    external_id: Option<String>,
    oauth_access: Option<bool>,
    api_token_access: Option<bool>,
    #[serde(default)]
    settings: Map<String, Value>,
}

/// What changes; absent: stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    name: Option<String>,
    external_id: Option<String>,
    active: Option<bool>,
    oauth_access: Option<bool>,
    api_token_access: Option<bool>,
    #[serde(default)]
    settings: Map<String, Value>,
}

/// `POST /v1/tenants`
pub(super) async fn create(grantor: Data<Grantor>, by: Operator, asked: Told<Create>) -> Result<HttpResponse, Denied> {
    let [id, event] = grantor.storage.ids().await?;
    let Create { subdomain, name, external_id, oauth_access, api_token_access, settings } = asked.into_inner();
    let change = Change { oauth_access, api_token_access, settings, ..Change::default() };
    let new = NewTenant { subdomain, name: name.unwrap_or_default(), external_id, change };
    let stamp = by.stamp(&grantor, event);
    let made = grantor.storage.write(move |tx| tenants::create(tx, TenantId::new(id), &new, &stamp)).await?;
    Ok(HttpResponse::Created().json(shown(&grantor, &made)))
}

/// `GET /v1/tenants`
pub(super) async fn list(grantor: Data<Grantor>, page: Query<Page>) -> Result<Json<Value>, Denied> {
    let (after, most) = (page.after(|after| Some(after.to_owned()))?, page.limit());
    let found = grantor.storage.search(move |db| tenants::list(db, after.as_deref(), most)).await?;
    let next = page.next(&found, |last| last.subdomain.clone());
    let found: Vec<Value> = found.iter().map(|tenant| shown(&grantor, tenant)).collect();
    Ok(Json(json!({ "tenants": found, "next": next })))
}

/// `GET /v1/tenants/{tenant}`
pub(super) async fn show(grantor: Data<Grantor>, named: Path<String>) -> Result<Json<Value>, Denied> {
    let found = grantor.storage.read(move |db| tenants::show(db, &named)).await?;
    Ok(Json(shown(&grantor, &found)))
}

/// `PATCH /v1/tenants/{tenant}`
pub(super) async fn set(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
    asked: Told<Set>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let Set { name, external_id, active, oauth_access, api_token_access, settings } = asked.into_inner();
    let change = Change { name, external_id, active, oauth_access, api_token_access, settings };
    let stamp = by.stamp(&grantor, event);
    let job = move |tx: &mut Tx<'_>| {
        let id = tenants::show(tx.db, &named)?.id;
        tenants::set(tx, id, &change, &stamp)
    };
    let changed = grantor.storage.write(job).await?;
    Ok(Json(shown(&grantor, &changed)))
}

/// A tenant as the operator API shows it.
pub(super) fn shown(grantor: &Grantor, tenant: &Tenant) -> Value {
    json!({
        "id": tenant.id,
        "subdomain": tenant.subdomain,
        "external_id": tenant.external_id,
        "name": tenant.name,
        "issuer": grantor.config.public_url.issuer(&tenant.subdomain),
        "active": tenant.active,
        "oauth_access": tenant.oauth_access,
        "api_token_access": tenant.api_token_access,
        "logo": tenant.logo_id.as_deref().map(look::logo),
        "settings": tenant.settings,
        "created_at": tenant.created_at,
        "updated_at": tenant.updated_at,
    })
}
