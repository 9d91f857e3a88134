//! `POST /oauth/tokens` (RFC 6749 §3.2): one arm a grant type.

use std::time::Instant;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, PRAGMA};
use actix_web::web::Data;

use crate::grants::authorization_code::{self, CodeForm};
use crate::grants::client_credentials::{self, CredentialsForm};
use crate::grants::refresh_token::{self, RefreshForm};
use crate::grants::{Applicant, GrantError};
use crate::protocol::grant_type::GrantType;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::secret::Kind;
use crate::server::Grantor;
use crate::storage::Tx;
use crate::tokens::Issued;
use crate::tokens::issue::MintedPair;
use crate::web::body::Body;
use crate::web::caller::Caller;
use crate::web::oauth::account::Account;
use crate::web::oauth::client;
use crate::web::oauth::refused::Refused;

/// 1. Read the parameters. 2. Authenticate the client. 3. The tenant accepts connections. 4. The grant.
pub async fn token(
    grantor: Data<Grantor>,
    Account(at): Account,
    caller: Caller,
    body: Body,
) -> Result<HttpResponse, Refused> {
    let parameters = body.0?;
    let missing = || if parameters.look_like_json() { Reason::JsonSentAsForm } else { Reason::GrantTypeMissing };
    let grant_type = parameters.get("grant_type")?.ok_or_else(missing)?;
    let applicant = client::authenticated(&grantor, &at, &caller, &parameters).await?;
    if !at.tenant.oauth_access {
        return Err(Reason::OauthAccessOff.into());
    }
    let client = applicant.client.key;
    let issued = match GrantType::parse(grant_type).ok_or(Reason::GrantTypeUnsupported)? {
        GrantType::AuthorizationCode => authorization_code(&grantor, applicant, &parameters).await?,
        GrantType::RefreshToken => refresh_token(&grantor, applicant, &parameters).await?,
        GrantType::ClientCredentials => client_credentials(&grantor, applicant, at.since, &parameters).await?,
    };
    grantor.usage.note_client(client, grantor.now());
    Ok(answer(&issued))
}

async fn authorization_code(
    grantor: &Grantor,
    applicant: Applicant,
    parameters: &Parameters,
) -> Result<Issued, GrantError> {
    let form = CodeForm::read(parameters)?;
    let [access, refresh, event] = grantor.storage.ids().await?;
    let tenant = applicant.tenant.id;
    let pair = MintedPair {
        access: grantor.mint(Kind::AccessToken, tenant, access),
        refresh: grantor.mint(Kind::RefreshToken, tenant, refresh),
    };
    let made = authorization_code::Made { pair, event, now: grantor.now() };
    let catalogue = grantor.catalogue.clone();
    grantor.storage.write(move |tx| authorization_code::exchange(tx, &applicant, &form, &catalogue, &made)).await
}

async fn refresh_token(grantor: &Grantor, applicant: Applicant, parameters: &Parameters) -> Result<Issued, GrantError> {
    let form = RefreshForm::read(parameters)?;
    let kept = grantor.stand_in(applicant.tenant.id, form.token()).await?;
    let form = form.looked_up_as(kept);
    let now = grantor.now();
    let made = refresh_token::Made {
        ids: grantor.storage.ids().await?,
        salt: grantor.leeway_salts.at(now, &grantor.entropy),
        fresh: [grantor.entropy.bytes(), grantor.entropy.bytes()],
        prefix: grantor.config.token_prefix.clone(),
        now,
    };
    let catalogue = grantor.catalogue.clone();
    let refresh = move |tx: &mut Tx<'_>| refresh_token::refresh(tx, &applicant, &form, &catalogue, &made);
    let refreshed = grantor.storage.write(refresh).await?;
    refreshed.salt.into_iter().for_each(|salt| grantor.leeway_salts.remember(salt));
    Ok(refreshed.issued)
}

async fn client_credentials(
    grantor: &Grantor,
    applicant: Applicant,
    since: Instant,
    parameters: &Parameters,
) -> Result<Issued, GrantError> {
    let form = CredentialsForm::read(parameters)?;
    let actor = match applicant.client.acts_as() {
        Some(user) => {
            let key = (applicant.tenant.id.number(), user.number());
            grantor.directory.actors.get_since(key, since).await?
        }
        None => None,
    };
    let [id] = grantor.storage.ids().await?;
    let minted = grantor.mint(Kind::AccessToken, applicant.tenant.id, id);
    let now = grantor.now();
    let token =
        client_credentials::token(&applicant, &form, &grantor.catalogue, actor.map(|actor| actor.role), &minted, now)?;
    let issued = Issued::single(&minted, &token, now);
    grantor.lone_tokens.keep(token).await?;
    Ok(issued)
}

/// RFC 6749 §5.1: never to be cached.
fn answer(issued: &Issued) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).insert_header((PRAGMA, "no-cache")).json(issued)
}
