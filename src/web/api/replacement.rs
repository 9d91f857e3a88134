//! `api_tokens/current/replacement`: the way out, for whoever holds an API token.
//!
//! Only a call that comes with the API token itself gets anything here: an access token has nothing to replace, and an
//! admin's session shows no API token. The secret of the client stands in the answer that made it, and never again.

use std::sync::Arc;

use actix_web::HttpResponse;
use serde::Deserialize;
use serde_json::{Value, json};

use super::body::{Body, Given, Words};
use super::call::Call;
use super::denied::Denied;
use super::who::Credential;
use crate::clients::{ClientId, NewSecret, SecretId};
use crate::protocol::metadata;
use crate::protocol::scope::Scope;
use crate::refused::{Problems, Refused};
use crate::secret::Kind;
use crate::sidecar::replace::{By, Made, Replacement, Wish, replace};
use crate::storage::{Failure, Tx};

/// What a call may ask for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    scopes: Given<Words>,
    scope: Given<Words>,
    expires_in: Given<i64>,
}

impl Fields {
    fn wish(self) -> Result<Wish, Refused> {
        let mut problems = Problems::default();
        let scopes = if self.scopes == Given::Absent { self.scope } else { self.scopes };
        let scopes = scopes.value("scopes", &mut problems).map(|words| words.0);
        let lifetime = self.expires_in.value("expires_in", &mut problems);
        problems.none().map(|()| Wish { scopes, lifetime })
    }
}

/// `POST api_tokens/current/replacement`
pub(super) async fn create(call: Call, body: Body) -> Result<HttpResponse, Denied> {
    let Credential::ApiToken { proven, .. } = &call.caller().credential else { return Err(Denied::Unknown) };
    let (tenant, api_token, user) = (Arc::clone(&call.at().tenant), proven.token.id, call.caller().user);
    let wish = body.record::<Fields>("replacement")?.wish()?;
    let (made, catalogue) = (made(&call).await?, call.grantor().catalogue.clone());
    let kept = made.clone();
    let job = move |tx: &mut Tx<'_>| replace(tx, &tenant, (api_token, user, By::Holder), &wish, &kept, &catalogue);
    let replacement = call.grantor().storage.write(job).await?;
    Ok(HttpResponse::Created().json(json!({ "replacement": shown(&call, &replacement, &made) })))
}

async fn made(call: &Call) -> Result<Made, Failure> {
    let grantor = call.grantor();
    let [client, secret, token, first, second, third] = grantor.storage.ids().await?;
    Ok(Made {
        client: ClientId::new(client),
        secret: NewSecret { id: SecretId::new(secret), secret: grantor.secret(Kind::ClientSecret) },
        token: grantor.mint(Kind::AccessToken, call.tenant(), token),
        stamps: [first, second, third].map(|event| call.stamp(event)),
    })
}

fn shown(call: &Call, replacement: &Replacement, made: &Made) -> Value {
    let Replacement { client, fresh, token } = replacement;
    json!({
        "client": {
            "id": client.key.id,
            "url": call.url(format_args!("oauth/clients/{}", client.key.id)),
            "identifier": client.identifier,
            "kind": client.kind.as_str(),
            "secret": fresh.then(|| made.secret.secret.reveal()),
            "allowed_scopes": client.allowed_scopes.as_ref().map(|scopes| Scope::iter(scopes).collect::<Vec<_>>()),
        },
        "token": {
            "id": token.id,
            "url": call.url(format_args!("oauth/tokens/{}", token.id)),
            "token": made.token.secret.reveal(),
            "scopes": token.scopes.iter().collect::<Vec<_>>(),
            "expires_at": token.expires_at,
        },
        "token_endpoint": format!("{}{}", call.at().issuer, metadata::TOKEN),
    })
}
