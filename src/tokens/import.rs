//! Tokens that another system has issued and that are still alive, by their digests: nobody has to connect again.
//!
//! An access token is as good as one of ours until it ends, or for ever if it never does. A refresh token has a family
//! like any other, and its first use gives a pair of our own, so imported ones become fewer by themselves.

use serde_json::json;

use super::issue::Pair;
use super::{AccessToken, Family, RefreshToken, Subject, access, family};
use crate::audit::{Action, Stamp};
use crate::clients::Client;
use crate::clock::Moment;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Flaw, Problem, Problems, Refused};
use crate::secret::{Digest, Kind};
use crate::storage::{Id, Tx};
use crate::tenants::TenantId;
use crate::tenants::imports::{self, Brought, Import, is_digest};
use crate::users::User;

/// Seconds for which a refresh token is kept that never ends: a hundred years.
const A_CENTURY: i64 = 100 * 365 * 86_400;

/// What another system says of a token, or of a pair.
#[derive(Clone, Debug)]
pub struct Foreign {
    /// The digest of the access token, in hexadecimal digits.
    pub access_digest: Option<String>,
    /// The digest of the refresh token.
    pub refresh_digest: Option<String>,
    /// Whose they are.
    pub client: Client,
    /// Who they act as.
    pub user: User,
    /// What they may.
    pub scopes: Scope,
    /// When they were issued.
    pub created_at: Option<Moment>,
    /// When the access token ends; absent: never.
    pub expires_at: Option<Moment>,
    /// When the refresh token ends; absent: never.
    pub refresh_expires_at: Option<Moment>,
}

/// Brings `foreign` to `tenant`: access token, refresh token and family get these numbers. What was brought before is
/// left as it is, also if it was used or revoked since.
///
/// # Errors
/// [`Refused::Invalid`] with every field that cannot be so, and for what is over already.
pub fn import(
    tx: &mut Tx<'_>,
    tenant: TenantId,
    ids: [i64; 3],
    foreign: &Foreign,
    import: &Import,
    catalogue: &Catalogue,
    stamp: &Stamp,
) -> Result<Brought, Refused> {
    let digests = digests(tenant, foreign, import)?;
    check(foreign, catalogue, stamp.at)?;
    if is_known(tx, tenant, digests)? {
        return Ok(Brought::Unchanged);
    }
    for digest in digests.into_iter().flatten() {
        imports::store::note(tx.db, tenant, digest, stamp.at)?;
    }
    let (access, refresh) = rows(tenant, ids, foreign, digests, stamp.at);
    match &refresh {
        Some(refresh) => {
            let family = family_of(tenant, foreign, refresh);
            family::store::insert(tx.db, &family)?;
            Pair { access: access.clone(), refresh: refresh.clone() }.write(tx, &family)?;
        }
        None => access::store::insert(tx.db, &access)?,
    }
    tx.forget_token(access.digest);
    let number = refresh.map_or(access.id.number(), |refresh| refresh.family.number());
    let Foreign { client, user, scopes, .. } = foreign;
    let subject = Subject { number, client, user: Some(user), scopes };
    let more = json!({ "expires_at": foreign.expires_at, "imported": import.scheme.as_str() });
    subject.record(tx.db, tenant, stamp, Action::Create, &more)?;
    Ok(Brought::Created)
}

const NEITHER: &str = "give the digest of an access token, of a refresh token, or of both";

/// Whether this was brought before. A pair is known by its refresh token; its access token belongs to no other.
fn is_known(tx: &mut Tx<'_>, tenant: TenantId, digests: [Option<Digest>; 2]) -> Result<bool, Refused> {
    let mut known = |digest| imports::store::is_known(tx.db, tenant, digest);
    match digests {
        [None, None] => Err(Problem::invalid("base", NEITHER).into()),
        [Some(access), None] => Ok(known(access)?),
        [access, Some(refresh)] => {
            let unknown = !known(refresh)?;
            let taken = unknown && access.map(known).transpose()?.unwrap_or_default();
            if taken { Err(Problem::new("access_digest", Flaw::Taken, TAKEN).into()) } else { Ok(!unknown) }
        }
    }
}

const TAKEN: &str = "was brought already, with another refresh token or without one: no token belongs to two lines";

/// Of the access token, of the refresh token.
fn digests(tenant: TenantId, foreign: &Foreign, import: &Import) -> Result<[Option<Digest>; 2], Refused> {
    let mut problems = Problems::default();
    let mut of = |kind, field: &'static str, text: &Option<String>| {
        let text = text.as_deref().filter(|text| !text.is_empty())?;
        let wrong = (!is_digest(text))
            .then(|| Problem::invalid(field, "give the 64 hexadecimal digits of a SHA-256 or HMAC-SHA-256"));
        problems.note(wrong);
        Some(Digest::of(kind, tenant.number(), &import.text(text)))
    };
    let found = [
        of(Kind::AccessToken, "access_digest", &foreign.access_digest),
        of(Kind::RefreshToken, "refresh_digest", &foreign.refresh_digest),
    ];
    problems.none()?;
    Ok(found)
}

fn check(foreign: &Foreign, catalogue: &Catalogue, now: Moment) -> Result<(), Refused> {
    let mut problems = Problems::default();
    let unknown = foreign.scopes.iter().find(|word| catalogue.word(word).is_none());
    problems.note(unknown.map(|word| Problem::invalid("scopes", format!("there is no scope {word:?}"))));
    problems.note(foreign.scopes.is_empty().then(|| Problem::invalid("scopes", "name at least one")));
    let over = |end: Option<Moment>| end.is_some_and(|end| end <= now);
    let dead = match &foreign.refresh_digest {
        Some(_) => over(foreign.refresh_expires_at),
        None => over(foreign.expires_at),
    };
    problems.note(dead.then(|| Problem::invalid("expires_at", "is over already: it need not be brought")));
    problems.none()
}

fn rows(
    tenant: TenantId,
    [access, refresh, family]: [i64; 3],
    foreign: &Foreign,
    [of_access, of_refresh]: [Option<Digest>; 2],
    now: Moment,
) -> (AccessToken, Option<RefreshToken>) {
    let created_at = foreign.created_at.unwrap_or(now);
    // A refresh token always has an access token beside it; one that was not brought is over.
    let (digest, expires_at) = match of_access {
        Some(digest) => (digest, foreign.expires_at),
        None => (Digest::of(Kind::AccessToken, tenant.number(), &format!("none|{access}")), Some(created_at)),
    };
    let access = AccessToken {
        tenant,
        id: Id::new(access),
        digest,
        hint: "imported".to_owned(),
        family: of_refresh.map(|_| Id::new(family)),
        client: foreign.client.key,
        user: foreign.user.id,
        scopes: foreign.scopes.clone(),
        created_at,
        expires_at,
        revoked_at: None,
        used_at: None,
    };
    let refresh = of_refresh.map(|digest| RefreshToken {
        tenant,
        id: Id::new(refresh),
        digest,
        hint: "imported".to_owned(),
        family: Id::new(family),
        access_token: access.id,
        successor: None,
        created_at,
        expires_at: foreign.refresh_expires_at.unwrap_or_else(|| now.plus(A_CENTURY)),
        redeemed_at: None,
        superseded_at: None,
    });
    (access, refresh)
}

fn family_of(tenant: TenantId, foreign: &Foreign, refresh: &RefreshToken) -> Family {
    Family {
        tenant,
        id: refresh.family,
        client: foreign.client.key,
        user: foreign.user.id,
        scopes: foreign.scopes.clone(),
        access_token: None,
        refresh_token: None,
        created_at: refresh.created_at,
        expires_at: Some(refresh.expires_at),
        revoked_at: None,
    }
}
