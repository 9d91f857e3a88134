//! What webhooks are still to be told, told: each attempt is claimed first, so two nodes never make the same one.
//!
//! Several accounts are told at the same time, and each is told one thing after the other, so whoever is slow to answer
//! holds up nobody but themselves. Who has not taken something is told nothing more in this round.

use futures_util::{StreamExt, stream};
use url::Url;

use crate::outgoing::checked;
use crate::secret::Secret;
use crate::server::Grantor;
use crate::sidecar::webhook::{self, BETWEEN, Delivery, Webhook, store};
use crate::storage::{Failure, Tx};
use crate::tenants::TenantId;

/// Accounts that are told at the same time.
const AT_ONCE: usize = 8;

/// What an account is told in one round.
const PART: i64 = 50;

/// Makes the attempts that are due: how many were taken. What was not is tried again later, or given up.
///
/// # Errors
/// Storage gave no answer; what was claimed until then is tried again.
pub async fn deliver(grantor: &Grantor) -> Result<usize, Failure> {
    let now = grantor.now();
    let tenants = grantor.storage.search::<_, Failure>(move |db| store::awaited(db, now)).await?;
    let told = stream::iter(tenants).map(|tenant| tell(grantor, tenant)).buffer_unordered(AT_ONCE);
    told.collect::<Vec<_>>().await.into_iter().sum()
}

/// Tells `tenant` one thing after the other, until one is not taken.
async fn tell(grantor: &Grantor, tenant: TenantId) -> Result<usize, Failure> {
    let now = grantor.now();
    let due = grantor.storage.search::<_, Failure>(move |db| store::due(db, tenant, now, PART)).await?;
    let mut taken = 0;
    for delivery in due {
        if !one(grantor, delivery).await? {
            break;
        }
        taken += 1;
    }
    Ok(taken)
}

/// One attempt: whether it was taken.
async fn one(grantor: &Grantor, delivery: Delivery) -> Result<bool, Failure> {
    let wait = usize::try_from(delivery.attempts).ok().and_then(|attempt| BETWEEN.get(attempt)).copied();
    let next = grantor.now().plus(wait.unwrap_or(BETWEEN[0]));
    let (claimed, tenant) = (delivery.clone(), delivery.tenant);
    if !grantor.storage.write::<_, Failure>(move |tx: &mut Tx<'_>| store::claim(tx.db, &claimed, next)).await? {
        return Ok(false);
    }
    let webhook = grantor.storage.read::<_, Failure>(move |db| store::of_tenant(db, tenant)).await?;
    let told = match &webhook {
        Some(webhook) => send(grantor, webhook, &delivery).await,
        // Nobody is told any more.
        None => Ok(()),
    };
    let over = match &told {
        Ok(()) => true,
        Err(why) => {
            tracing::warn!(tenant = %tenant, delivery = delivery.id, attempts = delivery.attempts + 1, %why, "a webhook was not told");
            wait.is_none()
        }
    };
    if over {
        let id = delivery.id;
        grantor.storage.write::<_, Failure>(move |tx: &mut Tx<'_>| store::delete(tx.db, tenant, id)).await?;
    }
    Ok(told.is_ok() && webhook.is_some())
}

async fn send(grantor: &Grantor, webhook: &Webhook, delivery: &Delivery) -> Result<(), String> {
    let url = Url::parse(&webhook.url).map_err(|error| error.to_string())?;
    let sealed = grantor.seal.open(&webhook::purpose(webhook.tenant), &webhook.sealed_secret);
    let opened = sealed.map_err(|error| error.to_string())?;
    let secret = Secret::from(std::str::from_utf8(&opened).map_err(|error| error.to_string())?);
    let (id, at) = (format!("evt_{}_{}", delivery.tenant, delivery.id), grantor.now().seconds());
    let signature = webhook::signature(&secret, &id, at, &delivery.body).ok_or("the secret is none")?;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("user-agent", concat!("Grantor/", env!("CARGO_PKG_VERSION")).to_owned()),
        ("webhook-id", id),
        ("webhook-timestamp", at.to_string()),
        ("webhook-signature", signature),
    ];
    let allowed = &grantor.config.webhooks.allowed_hosts;
    let answer = checked::post(&url, &headers, delivery.body.clone(), allowed).await;
    match answer.map_err(|error| error.to_string())?.status {
        200..=299 => Ok(()),
        status => Err(format!("it answered {status}")),
    }
}
