//! `/v1/tenants/{tenant}/api-tokens/{id}/replacement`: an OAuth client and an access token in place of an API token.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::Denied;
use super::operator::Operator;
use super::owner::Person;
use super::told::Told;
use crate::clients::{ClientId, NewSecret, SecretId};
use crate::refused::{Flaw, Problem, Refused};
use crate::secret::Kind;
use crate::server::Grantor;
use crate::sidecar::replace::{By, Made, Replacement, Wish, replace};
use crate::sidecar::token::ApiTokenId;
use crate::storage::Tx;
use crate::tenants;

/// Whom they act as, and what they may do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    user: Person,
    scopes: Option<String>,
    expires_in: Option<i64>,
}

/// `POST …/api-tokens/{id}/replacement`
pub(super) async fn create(
    grantor: Data<Grantor>,
    by: Operator,
    named: Path<(String, i64)>,
    asked: Told<Asked>,
) -> Result<HttpResponse, Denied> {
    let [client, secret, token, first, second, third] = grantor.storage.ids().await?;
    let whose = named.0.clone();
    let subdomain = grantor.storage.read::<_, Refused>(move |db| tenants::show(db, &whose)).await?.subdomain;
    // With the lifetimes that the operator has configured.
    let tenant = grantor.directory.tenants.get(subdomain).await?.ok_or(Refused::Unknown("tenant"))?;
    let made = Made {
        client: ClientId::new(client),
        secret: NewSecret { id: SecretId::new(secret), secret: grantor.secret(Kind::ClientSecret) },
        token: grantor.mint(Kind::AccessToken, tenant.id, token),
        stamps: [first, second, third].map(|event| by.stamp(&grantor, event)),
    };
    let (kept, catalogue) = (made.clone(), grantor.catalogue.clone());
    let job = move |tx: &mut Tx<'_>| {
        let user = asked.user.find(tx.db, tenant.id, "user")?;
        let user = user.ok_or_else(|| Problem::new("user", Flaw::Blank, "name whom the client acts as"))?;
        let wish = Wish { scopes: asked.scopes.clone(), lifetime: asked.expires_in };
        replace(tx, &tenant, (ApiTokenId::new(named.1), user, By::Operator), &wish, &kept, &catalogue)
    };
    let replacement = grantor.storage.write(job).await?;
    Ok(HttpResponse::Created().json(shown(&replacement, &made)))
}

fn shown(Replacement { client, fresh, token }: &Replacement, made: &Made) -> Value {
    json!({
        "client_id": client.identifier,
        "client_secret": fresh.then(|| made.secret.secret.reveal()),
        "scopes": token.scopes,
        "access_token": made.token.secret.reveal(),
        "expires_at": token.expires_at,
    })
}
