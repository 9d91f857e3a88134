//! `oauth/tokens`: what was issued, one made without a flow, and the end of one.
//!
//! Everybody sees and ends what acts as themselves, admins what acts as anybody. The token is whole only in the answer
//! that made it.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header::LOCATION;
use actix_web::web::Json;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::authorizations::take_back;
use crate::clients::{ClientId, ClientKey};
use crate::clock::Moment;
use crate::refused::{Flaw, Problem, Problems, Refused};
use crate::secret::Kind;
use crate::storage::{Db, Failure, Tx};
use crate::tenants::TenantId;
use crate::tokens::list::{self, Filter, Listed};
use crate::tokens::revoke::revoke_listed;
use crate::tokens::{self, AccessToken, AccessTokenId, Maker, Wish};
use crate::users::{Role, UserId};
use crate::web::api::body::{Body, Given, Words};
use crate::web::api::call::{Call, Numbered};
use crate::web::api::denied::Denied;
use crate::web::api::page::{Orders, Page};
use crate::web::api::query::Query;
use crate::web::api::who::Credential;

/// A token as the API shows it.
#[derive(Serialize)]
struct Shown<'a> {
    id: AccessTokenId,
    url: String,
    client_id: ClientId,
    user_id: UserId,
    scopes: Vec<&'a str>,
    /// Whole in the answer that made it; otherwise its first characters.
    token: &'a str,
    refresh_token: Option<&'a str>,
    created_at: Moment,
    expires_at: Option<Moment>,
    refresh_token_expires_at: Option<Moment>,
    used_at: Option<Moment>,
}

/// What a call may say of a token.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    client_id: Given<i64>,
    scopes: Given<Words>,
    scope: Given<Words>,
    expires_in: Given<i64>,
}

pub(in crate::web::api) const ORDERS: Orders<()> = &[("expires_at", (), false)];

/// `GET oauth/tokens`: the caller's own, or with `all` everybody's.
pub(in crate::web::api) async fn list(call: Call, query: Query) -> Result<Json<Value>, Denied> {
    let (filter, now) = (filter(&call, &query)?, call.now());
    let page = Page::of(&call, query, "tokens", ORDERS)?;
    let (tenant, window, counts) = (call.tenant(), page.window.clone(), page.counts());
    let read = move |db: &mut Db| {
        let count = counts.then(|| list::count(db, tenant, &filter, now)).transpose()?;
        Ok::<_, Failure>((list::list(db, tenant, &filter, &window, now)?, count))
    };
    let (part, count) = call.grantor().storage.search(read).await?;
    Ok(Json(page.answer(&call, &part, count, Listed::place, |listed| json!(shown(&call, listed)))))
}

fn filter(call: &Call, query: &Query) -> Result<Filter, Denied> {
    let local = query.number("client_id")?.map(|id| ClientKey { tenant: call.tenant(), id: ClientId::new(id) });
    let platform = |id| ClientKey { tenant: TenantId::PLATFORM, id: ClientId::new(id) };
    let global = query.number("global_client_id")?.map(platform);
    if local.is_some() && global.is_some() {
        return Err(Denied::malformed("Send client_id or global_client_id, not both."));
    }
    let all = query.flag("all")?;
    let user = (!all).then_some(call.caller().user);
    Ok(Filter { user, client: local.or(global), expired: all && query.flag("include_expired")? })
}

/// `POST oauth/tokens`: without a flow, for the caller.
pub(in crate::web::api) async fn create(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    let (grantor, tenant) = (call.grantor(), Arc::clone(&call.at().tenant));
    let wish = body.record::<Fields>("token")?.wish()?;
    let maker = Maker { user: call.caller().user, ceiling: call.token_ceiling() };
    let [id, event] = grantor.storage.ids().await?;
    let (stamp, minted) = (call.stamp(event), grantor.mint(Kind::AccessToken, tenant.id, id));
    let (catalogue, secret) = (grantor.catalogue.clone(), minted.secret.clone());
    let job = move |tx: &mut Tx<'_>| tokens::create(tx, &tenant, &maker, &wish, &catalogue, &minted, &stamp);
    let made = grantor.storage.write(job).await?;
    let shown = Shown { token: secret.reveal(), ..alone(&call, &made) };
    Ok(HttpResponse::Created().insert_header((LOCATION, shown.url.clone())).json(json!({ "token": shown })))
}

impl Fields {
    fn wish(self) -> Result<Wish, Refused> {
        let mut problems = Problems::default();
        let client = self.client_id.value("client_id", &mut problems);
        let scopes = if self.scopes == Given::Absent { self.scope } else { self.scopes };
        let scopes = scopes.value("scopes", &mut problems).map(|words| words.0);
        let lifetime = self.expires_in.value("expires_in", &mut problems);
        if problems.is_empty() && client.is_none() {
            problems.note(Problem::new("client_id", Flaw::Blank, "give the number of a client of this account"));
        }
        problems.none()?;
        Ok(Wish { client: ClientId::new(client.unwrap_or_default()), scopes, lifetime })
    }
}

/// `GET oauth/tokens/{id}`
pub(in crate::web::api) async fn show(call: Call, Numbered(id): Numbered) -> Result<Json<Value>, Denied> {
    found(&call, AccessTokenId::new(id)).await
}

/// `GET oauth/tokens/current`: the one that was presented.
pub(in crate::web::api) async fn current(call: Call) -> Result<Json<Value>, Denied> {
    found(&call, presented(&call)?).await
}

/// `DELETE oauth/tokens/{id}`: and whatever belongs to it.
pub(in crate::web::api) async fn revoke(call: Call, Numbered(id): Numbered) -> Result<HttpResponse, Denied> {
    end(&call, AccessTokenId::new(id)).await
}

/// `DELETE oauth/tokens/current`
pub(in crate::web::api) async fn revoke_current(call: Call) -> Result<HttpResponse, Denied> {
    end(&call, presented(&call)?).await
}

fn presented(call: &Call) -> Result<AccessTokenId, Denied> {
    match &call.caller().credential {
        Credential::Token { state, .. } => Ok(state.token.id),
        Credential::ApiToken { .. } | Credential::Session { .. } => Err(Denied::Unknown),
    }
}

/// Admins see everybody's tokens, others their own.
fn seen_by(call: &Call) -> Option<UserId> {
    (call.caller().role < Role::Admin).then_some(call.caller().user)
}

async fn found(call: &Call, id: AccessTokenId) -> Result<Json<Value>, Denied> {
    let (tenant, user, now) = (call.tenant(), seen_by(call), call.now());
    let found = call.grantor().storage.read(move |db| list::show(db, tenant, id, user, now)).await?;
    Ok(Json(json!({ "token": shown(call, &found) })))
}

async fn end(call: &Call, id: AccessTokenId) -> Result<HttpResponse, Denied> {
    let (tenant, user) = (call.tenant(), seen_by(call));
    let [event] = call.grantor().storage.ids().await?;
    let stamp = call.stamp(event);
    // An application that ends what it holds itself says nothing of what the person wants.
    let application = match &call.caller().credential {
        Credential::Token { state, .. } => Some(state.client.key),
        Credential::ApiToken { .. } | Credential::Session { .. } => None,
    };
    let job = move |tx: &mut Tx<'_>| {
        let listed = list::show(tx.db, tenant, id, user, stamp.at)?;
        match application == Some(listed.token.client) {
            true => revoke_listed(tx, &listed, &json!({}), &stamp),
            false => take_back(tx, &listed, &stamp),
        }
    };
    call.grantor().storage.write(job).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn shown<'a>(call: &Call, listed: &'a Listed) -> Shown<'a> {
    let (refresh_token, refresh_token_expires_at) =
        listed.refresh.as_ref().map(|(hint, end)| (hint.as_str(), *end)).unzip();
    Shown { refresh_token, refresh_token_expires_at, ..alone(call, &listed.token) }
}

/// A token without a refresh token.
fn alone<'a>(call: &Call, token: &'a AccessToken) -> Shown<'a> {
    Shown {
        id: token.id,
        url: call.url(format_args!("oauth/tokens/{}", token.id)),
        client_id: token.client.id,
        user_id: token.user,
        scopes: token.scopes.iter().collect(),
        token: &token.hint,
        refresh_token: None,
        created_at: token.created_at,
        expires_at: token.expires_at,
        refresh_token_expires_at: None,
        used_at: token.used_at,
    }
}
