//! `/v1/tenants/{tenant}/users`: the people of one customer account.
//!
//! A user is named by number, e-mail address, or `external_id:` and what the vendor calls them. An address that an
//! operator gives counts as verified unless they say otherwise: they vouch for it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Json, Path, Query};
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::answer::Denied;
use super::operator::Operator;
use super::page::{self, Page};
use super::told::Told;
use crate::refused::Refused;
use crate::secret::Kind;
use crate::server::Grantor;
use crate::storage::{Db, Tx};
use crate::tenants;
use crate::users::{self, Change, KeptPassword, NewUser, Role, User, UserId, password};

/// What a new user is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Create {
    email: String,
    #[serde(default)]
    name: String,
    #[serde(default = "lowest")]
    role: Role,
    #[serde(default = "vouched")]
    verified: bool,
    external_id: Option<String>,
    locale: Option<String>,
    time_zone: Option<String>,
    password: Option<String>,
}

const fn lowest() -> Role {
    Role::EndUser
}

const fn vouched() -> bool {
    true
}

/// What changes; absent: stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Set {
    email: Option<String>,
    name: Option<String>,
    role: Option<Role>,
    verified: Option<bool>,
    suspended: Option<bool>,
    external_id: Option<String>,
    locale: Option<String>,
    time_zone: Option<String>,
    password: Option<String>,
}

impl Set {
    fn parts(self) -> (Change, Option<Zeroizing<String>>) {
        let Self { email, name, role, verified, suspended, external_id, locale, time_zone, password } = self;
        let change = Change { email, name, role, verified, suspended, external_id, locale, time_zone };
        (change, password.map(Zeroizing::new))
    }
}

/// A password that somebody chose.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Password {
    password: String,
}

/// `POST /v1/tenants/{tenant}/users`
pub(super) async fn create(
    grantor: Data<Grantor>,
    by: Operator,
    tenant: Path<String>,
    asked: Told<Create>,
) -> Result<HttpResponse, Denied> {
    let [id, made, protected] = grantor.storage.ids().await?;
    let (made, protected) = (by.stamp(&grantor, made), by.stamp(&grantor, protected));
    let (new, password) = asked.into_inner().parts();
    let password = hashed(&grantor, password, &new.email).await?;
    let job = move |tx: &mut Tx<'_>| {
        let (tenant, id) = (tenants::show(tx.db, &tenant)?.id, UserId::new(id));
        let user = users::create(tx, tenant, id, &new, &made)?;
        match &password {
            Some(password) => users::set_password(tx, tenant, id, password, &protected),
            None => Ok(user),
        }
    };
    let user = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(shown(&user)))
}

impl Create {
    fn parts(self) -> (NewUser, Option<Zeroizing<String>>) {
        let Self { email, name, role, verified, external_id, locale, time_zone, password } = self;
        (
            NewUser { email, name, role, verified, suspended: false, external_id, locale, time_zone },
            password.map(Zeroizing::new),
        )
    }
}

/// `GET /v1/tenants/{tenant}/users`
pub(super) async fn list(
    grantor: Data<Grantor>,
    tenant: Path<String>,
    page: Query<Page>,
) -> Result<Json<Value>, Denied> {
    let (after, most) = (page.after(page::moment)?, page.limit());
    let read = move |db: &mut Db| {
        let after = after.map(|(at, id)| (at, UserId::new(id)));
        let tenant = tenants::show(db, &tenant)?.id;
        Ok::<_, Refused>(users::list(db, tenant, after, most)?)
    };
    let found = grantor.storage.search(read).await?;
    let next = page.next(&found, |last| page::cursor(last.created_at, last.id.number()));
    Ok(Json(json!({ "users": found.iter().map(shown).collect::<Vec<_>>(), "next": next })))
}

/// `GET /v1/tenants/{tenant}/users/{user}`
pub(super) async fn show(grantor: Data<Grantor>, named: Path<(String, String)>) -> Result<Json<Value>, Denied> {
    Ok(Json(shown(&find(&grantor, named.into_inner()).await?)))
}

async fn find(grantor: &Grantor, (tenant, user): (String, String)) -> Result<User, Refused> {
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &tenant)?.id;
        users::show(db, tenant, &user)
    };
    grantor.storage.read(read).await
}

/// `PATCH /v1/tenants/{tenant}/users/{user}`: all of it or nothing.
pub(super) async fn set(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, String)>,
    asked: Told<Set>,
) -> Result<Json<Value>, Denied> {
    let [changed, protected] = grantor.storage.ids().await?;
    let (changed, protected) = (by.stamp(&grantor, changed), by.stamp(&grantor, protected));
    let (change, password) = asked.into_inner().parts();
    let user = find(&grantor, named.into_inner()).await?;
    let password = hashed(&grantor, password, change.email.as_deref().unwrap_or(&user.email)).await?;
    let job = move |tx: &mut Tx<'_>| {
        let set = users::set(tx, user.tenant, user.id, &change, &changed)?;
        match &password {
            Some(password) => users::set_password(tx, user.tenant, user.id, password, &protected),
            None => Ok(set),
        }
    };
    Ok(Json(shown(&grantor.storage.write(job).await?)))
}

/// `DELETE /v1/tenants/{tenant}/users/{user}`: for good.
pub(super) async fn delete(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, String)>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let user = find(&grantor, named.into_inner()).await?;
    let who = user.named();
    let left = grantor.storage.write(move |tx| users::delete(tx, user.tenant, user.id, &stamp)).await?;
    let mut gone = json!(who);
    gone["deleted_at"] = json!(left.deleted_at);
    Ok(Json(gone))
}

/// `PUT /v1/tenants/{tenant}/users/{user}/password`: whoever was signed in with the old one is not any more.
pub(super) async fn protect(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, String)>,
    asked: Told<Password>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let user = find(&grantor, named.into_inner()).await?;
    let kept = hashed(&grantor, Some(Zeroizing::new(asked.into_inner().password)), &user.email).await?;
    let kept = kept.ok_or(Refused::Unknown("password"))?;
    let job = move |tx: &mut Tx<'_>| users::set_password(tx, user.tenant, user.id, &kept, &stamp);
    let changed = grantor.storage.write(job).await?;
    Ok(Json(shown(&changed)))
}

async fn hashed(
    grantor: &Grantor,
    chosen: Option<Zeroizing<String>>,
    email: &str,
) -> Result<Option<KeptPassword>, Denied> {
    let Some(chosen) = chosen else { return Ok(None) };
    password::check(&chosen, email).map_err(Refused::from)?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&grantor.entropy.bytes()[..16]);
    Ok(Some(grantor.sign_in.passwords.hash(chosen, salt).await?))
}

/// `POST /v1/tenants/{tenant}/users/{user}/sign_in_link`: a link that signs them in once, in place of any before it.
pub(super) async fn link(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, String)>,
) -> Result<HttpResponse, Denied> {
    let [event] = grantor.storage.ids().await?;
    let stamp = by.stamp(&grantor, event);
    let user = find(&grantor, named.into_inner()).await?;
    if user.suspended {
        return Err(Denied::suspended(&user.email));
    }
    let secret = grantor.secret(Kind::SignInLink);
    let (kept, tenant) = (secret.clone(), user.tenant);
    let job = move |tx: &mut Tx<'_>| {
        let expires_at = users::sign_in_link::make(tx, tenant, user.id, &kept, &stamp)?;
        Ok::<_, Refused>((tenants::store::by_id(tx.db, tenant)?.ok_or(Refused::Unknown("tenant"))?, expires_at))
    };
    let (tenant, expires_at) = grantor.storage.write(job).await?;
    let url = format!("{}/access/link/{}", grantor.config.public_url.issuer(&tenant.subdomain), secret.reveal());
    Ok(HttpResponse::Created().json(json!({ "url": url, "expires_at": expires_at })))
}

fn shown(user: &User) -> Value {
    json!({
        "id": user.id,
        "external_id": user.external_id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "verified": user.verified,
        "suspended": user.suspended,
        "locale": user.locale,
        "time_zone": user.time_zone,
        "has_password": user.password.is_some(),
        "created_at": user.created_at,
        "updated_at": user.updated_at,
    })
}
