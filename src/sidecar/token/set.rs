//! Changing an API token: what it is for, what it may do, whether it works.

use ipnet::IpNet;

use super::{ApiToken, ApiTokenId, Maker, store};
use crate::audit::{self, Action, Stamp};
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{self, Flaw, Problem, Problems, Refused};
use crate::storage::Tx;
use crate::tenants::TenantId;
use crate::users::{self, UserId};

/// How many nets a token may be held to.
const MOST_NETS: usize = 100;

/// What may be changed of an API token; absent: stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What it is for.
    pub description: Option<String>,
    /// The only user that it works for.
    pub assigned_user: Option<Option<UserId>>,
    /// All that it may do, as words; blank: whatever its user may.
    pub scopes: Option<String>,
    /// The only addresses or nets that it works from; none: any.
    pub allowed_ips: Option<Vec<String>>,
    /// When it stops.
    pub expires_at: Option<Option<Moment>>,
    /// Whether it works.
    pub active: Option<bool>,
}

/// Changes the API token `id` of `tenant`.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] with every field that cannot be so or exceeds its maker.
pub fn set(
    tx: &mut Tx<'_>,
    (tenant, id): (TenantId, ApiTokenId),
    change: &Change,
    catalogue: &Catalogue,
    maker: &Maker,
) -> Result<ApiToken, Refused> {
    let before = store::claim(tx.db, tenant, id)?.ok_or(Refused::Unknown("API token"))?;
    let mut after = changed(tx, before.clone(), change, catalogue, &maker.stamp)?;
    let mut problems = Problems::default();
    maker.ceiling.exceeded(Some(&before), &after, (catalogue, maker.stamp.at), &mut problems);
    problems.none()?;

    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    after.updated_at = maker.stamp.at;
    store::update(tx.db, &after)?;
    tx.forget_token(after.digest);
    let action = Action::of_liveness(before.is_active(), after.is_active());
    audit::record(tx.db, tenant.number(), &maker.stamp, action, after.source(), details)?;
    Ok(after)
}

/// `token` with `change`.
pub(super) fn changed(
    tx: &mut Tx<'_>,
    mut token: ApiToken,
    change: &Change,
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<ApiToken, Refused> {
    let mut problems = Problems::default();
    if let Some(description) = &change.description {
        token.description = problems.take(refused::text("description", description, 255));
    }
    if let Some(user) = change.assigned_user {
        problems.note(nobody(tx, token.tenant, user)?);
        token.assigned_user = user;
    }
    if let Some(words) = &change.scopes {
        token.scopes = problems.take(scopes(words, catalogue));
    }
    if let Some(nets) = &change.allowed_ips {
        token.allowed_ips = problems.take(allowed_ips(nets));
    }
    if let Some(end) = change.expires_at {
        // One that is over may be sent back as it is shown, in whole seconds.
        let same = end.map(Moment::seconds) == token.expires_at.map(Moment::seconds);
        let over = !same && end.is_some_and(|end| end <= stamp.at);
        problems.note(over.then(|| Problem::invalid("expires_at", "is over already: give a time to come")));
        token.expires_at = if same { token.expires_at } else { end };
    }
    if let Some(active) = change.active {
        token.deactivated_at = if active { None } else { token.deactivated_at.or(Some(stamp.at)) };
    }
    problems.none()?;
    Ok(token)
}

fn nobody(tx: &mut Tx<'_>, tenant: TenantId, user: Option<UserId>) -> Result<Option<Problem>, Refused> {
    let Some(user) = user else { return Ok(None) };
    let found = users::store::by_id(tx.db, tenant, user)?.filter(|user| user.deleted_at.is_none());
    Ok(found.is_none().then(|| Problem::invalid("assigned_user", format!("the tenant has no user {user}"))))
}

fn scopes(words: &str, catalogue: &Catalogue) -> Result<Option<Scope>, Problem> {
    let wrong = |says: String| Problem::invalid("scopes", says);
    let scopes: Scope = words.parse().map_err(|_| wrong("separate scope words by spaces".into()))?;
    if let Some(word) = scopes.iter().find(|word| catalogue.word(word).is_none()) {
        return Err(wrong(format!("there is no scope {word:?}")));
    }
    Ok(Some(scopes).filter(|scopes| !scopes.is_empty()))
}

/// Nets as they are kept: an address is the net of itself, an IPv4 address within IPv6 an IPv4 address.
fn allowed_ips(given: &[String]) -> Result<Vec<IpNet>, Problem> {
    if given.len() > MOST_NETS {
        return Err(Problem::new("allowed_ips", Flaw::TooLong, format!("at most {MOST_NETS} fit")));
    }
    let mut nets = Vec::new();
    for text in given {
        let text = text.trim();
        let address = || text.parse().map(|address: std::net::IpAddr| IpNet::from(address.to_canonical()));
        let net: IpNet = text.parse().or_else(|_| address()).map_err(|_| {
            Problem::invalid("allowed_ips", format!("{text:?} is no address or net: write 192.0.2.7 or 192.0.2.0/24"))
        })?;
        if !nets.contains(&net.trunc()) {
            nets.push(net.trunc());
        }
    }
    Ok(nets)
}

#[cfg(test)]
mod tests;
