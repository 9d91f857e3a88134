//! `/v1/tenants/{tenant}/sso`: how the vendor signs people in at one account, and with which keys.
//!
//! The address of the vendor's sign-in is a setting like others (`PATCH /v1/tenants/{tenant}`). A secret is shown in
//! the answer that made it, and never again; one that was given is not shown at all.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json, Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::once::once;
use super::operator::Operator;
use super::told::Told;
use crate::clock::Moment;
use crate::jwt::{Algorithm, public_key};
use crate::refused::{Problem, Refused};
use crate::seal::SealError;
use crate::secret::{Kind, Secret};
use crate::server::Grantor;
use crate::storage::{Db, Tx};
use crate::tenants::{self, TenantId};
use crate::users::sso::keys::{self, NewKey};
use crate::users::sso::{Kept, SsoKey, SsoKeyId, purpose};
use crate::web::access::jwt;

/// What a key is made of: a secret, a public key, or neither, and then a secret is made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Add {
    kid: Option<String>,
    secret: Option<String>,
    public_key: Option<String>,
    /// Seconds for which the keys before it stay good; absent: until they are removed.
    overlap: Option<i64>,
}

/// `GET …/sso`
pub(super) async fn show(grantor: Data<Grantor>, named: Path<String>) -> Result<Json<Value>, Denied> {
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?;
        let keys = keys::list(db, tenant.id)?;
        Ok::<_, Refused>((tenant, keys))
    };
    let (tenant, keys) = grantor.storage.read(read).await?;
    let (issuer, now) = (grantor.config.public_url.issuer(&tenant.subdomain), grantor.now());
    Ok(Json(json!({
        "url": tenant.settings.sso_url,
        "get": tenant.settings.sso_get,
        "admins": tenant.settings.sso_admins,
        "audience": issuer,
        "endpoint": format!("{issuer}{}", jwt::PATH),
        "keys": keys.iter().map(|key| shown(key, now)).collect::<Vec<_>>(),
    })))
}

/// `POST …/sso/keys`
pub(super) async fn add(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<String>,
    asked: Told<Add>,
) -> Result<HttpResponse, Denied> {
    let tenant = grantor.storage.read(move |db| tenants::show(db, &named)).await?.id;
    let [id, event] = grantor.storage.ids().await?;
    let (new, shown_once) = new(&grantor, tenant, id, asked.into_inner()).await?;
    let stamp = by.stamp(&grantor, event);
    let added = grantor.storage.write(move |tx: &mut Tx<'_>| keys::add(tx, tenant, &new, &stamp)).await?;
    Ok(HttpResponse::Created().json(once(shown(&added, grantor.now()), shown_once.as_ref())))
}

/// `DELETE …/sso/keys/{kid}`: what it has signed counts no more.
pub(super) async fn remove(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, String)>,
) -> Result<Json<Value>, Denied> {
    let [event] = grantor.storage.ids().await?;
    let (stamp, now) = (by.stamp(&grantor, event), grantor.now());
    let job = move |tx: &mut Tx<'_>| {
        let tenant = tenants::show(tx.db, &named.0)?.id;
        keys::remove(tx, tenant, &named.1, &stamp)
    };
    Ok(Json(shown(&grantor.storage.write(job).await.map_err(denied)?, now)))
}

/// The key that was asked for, and its secret if it was made here.
async fn new(grantor: &Grantor, tenant: TenantId, id: i64, asked: Add) -> Result<(NewKey, Option<Secret>), Denied> {
    let kid = asked.kid.unwrap_or_else(|| id.to_string());
    let (algorithm, kept, made) = match (asked.secret, asked.public_key) {
        (Some(_), Some(_)) => {
            let problem = Problem::invalid("public_key", "give a secret or a public key, not both");
            return Err(Refused::from(problem).into());
        }
        (None, Some(pem)) => {
            let read = public_key(&pem).map_err(|error| Problem::invalid("public_key", error.to_string()));
            let (algorithm, bytes) = read.map_err(Refused::from)?;
            (algorithm, Kept::Public(bytes), None)
        }
        (Some(secret), None) => {
            keys::check_secret(&secret).map_err(Refused::from)?;
            (Algorithm::Hs256, sealed(grantor, tenant, &kid, &Secret::from(secret.as_str())).await?, None)
        }
        (None, None) => {
            let secret = grantor.secret(Kind::SsoSecret);
            (Algorithm::Hs256, sealed(grantor, tenant, &kid, &secret).await?, Some(secret))
        }
    };
    Ok((NewKey { id: SsoKeyId::new(id), kid, algorithm, kept, overlap: asked.overlap }, made))
}

async fn sealed(grantor: &Grantor, tenant: TenantId, kid: &str, secret: &Secret) -> Result<Kept, Denied> {
    grantor.seal.make(&grantor.storage).await?;
    Ok(Kept::Sealed(grantor.seal.seal(&purpose(tenant, kid), secret.reveal().as_bytes())?))
}

impl From<SealError> for Denied {
    fn from(error: SealError) -> Self {
        match error {
            SealError::Failure(failure) => failure.into(),
            other => {
                let hint = "A public key needs no seal: add one in place of a secret.";
                Self::new(StatusCode::CONFLICT, "seal_key", format!("The secret cannot be sealed: {other}."), hint)
            }
        }
    }
}

fn denied(refused: Refused) -> Denied {
    match refused {
        Refused::Unknown(kind) if kind != "tenant" => {
            let hint = "`grantor tenant sso TENANT show` shows what there is.";
            Denied::new(StatusCode::NOT_FOUND, "unknown", format!("There is no such {kind}."), hint)
        }
        other => other.into(),
    }
}

fn shown(key: &SsoKey, now: Moment) -> Value {
    json!({
        "kid": key.kid,
        "algorithm": key.algorithm.as_str(),
        "active": key.is_live(now),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    })
}
