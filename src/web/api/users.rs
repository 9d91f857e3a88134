//! `users`: the people of the account.

use actix_web::web::Json;
use serde::Serialize;
use serde_json::{Value, json};

use super::call::Call;
use super::denied::Denied;
use super::who::Credential;
use crate::clock::Moment;
use crate::users::{self, Role, User, UserId};

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
        Credential::Token { .. } => None,
    };
    Ok(Json(json!({ "user": Shown { authenticity_token, ..shown(&call, &user) } })))
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
        "verified": false,
        "active": false,
        "suspended": false,
        "locale": null,
        "time_zone": null,
        "organization_id": null,
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
