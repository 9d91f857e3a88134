//! What a client may be made of.

use super::{Client, Kind, store};
use crate::protocol::identifier::is_client_identifier;
use crate::protocol::lifetimes::Bounds;
use crate::protocol::redirect_uri;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Flaw, Problem, Problems, Refused};
use crate::resource_servers;
use crate::storage::Tx;
use crate::tenants::{self, Tenant, TenantId};
use crate::users::{self, UserId};

/// What the identifiers of global clients begin with, and no others.
pub const GLOBAL_PREFIX: &str = "zdg-";

/// How many redirect URIs a client may have.
pub const MOST_URIS: usize = 100;

pub(super) fn identifier(given: &str, owner: TenantId) -> Result<String, Problem> {
    let identifier = given.trim();
    let wrong = |says: &str| Err(Problem::invalid("identifier", says));
    if identifier.is_empty() {
        return Err(Problem::new("identifier", Flaw::Blank, "cannot be blank"));
    }
    if !is_client_identifier(identifier) {
        return wrong("use 1 to 255 letters, digits, dots, underscores and hyphens");
    }
    let reserved = identifier.get(..GLOBAL_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(GLOBAL_PREFIX));
    match (owner == TenantId::PLATFORM, reserved) {
        (true, _) if !identifier.starts_with(GLOBAL_PREFIX) => wrong("a global client's begins with zdg-"),
        (false, true) => wrong("only a global client's begins with zdg-: choose another"),
        _ => Ok(identifier.to_owned()),
    }
}

/// Whether nobody has, or ever had, the identifier of `client`: neither a client nor a resource server,
/// because both prove themselves by it in the same place.
pub(super) fn free(tx: &mut Tx<'_>, client: &Client) -> Result<(), Refused> {
    let (owner, identifier) = (client.key.tenant, client.identifier.as_str());
    let taken = |says: &str| Err(Problem::new("identifier", Flaw::Taken, says).into());
    tenants::store::claim(tx.db, owner)?;
    if store::was_ever(tx.db, owner, identifier)? {
        return taken("a client has or had this identifier, and none is ever used again: choose another");
    }
    for tenant in [owner, TenantId::PLATFORM] {
        if resource_servers::store::by_identifier(tx.db, tenant, identifier)?.is_some() {
            return taken("a resource server has this identifier: choose another");
        }
    }
    Ok(())
}

/// Redirect URIs as they are kept: in their order, each once, and each with its reason if it cannot be.
pub(super) fn redirect_uris(given: &[String], kind: Kind, problems: &mut Problems) -> Vec<String> {
    let mut kept = Vec::with_capacity(given.len());
    for uri in given {
        if let Err(reason) = redirect_uri::check(uri, kind == Kind::Public) {
            let shown: String = uri.chars().filter(|c| !c.is_control()).take(200).collect();
            problems.note(Problem::invalid("redirect_uris", format!("the redirect URI {shown:?} {reason}")));
        } else if !kept.contains(uri) {
            kept.push(uri.clone());
        }
    }
    if kept.len() > MOST_URIS {
        problems.note(Problem::new("redirect_uris", Flaw::TooLong, format!("at most {MOST_URIS} redirect URIs fit")));
    }
    kept
}

/// Allowed scopes as they are kept; blank is no limit.
pub(super) fn scopes(given: &str, catalogue: &Catalogue) -> Result<Option<Scope>, Problem> {
    let wrong = |says: String| Problem::invalid("allowed_scopes", says);
    let scope: Scope = given.parse().map_err(|reason| wrong(format!("{reason}")))?;
    if let Some(word) = scope.iter().find(|word| catalogue.word(word).is_none()) {
        return Err(wrong(format!("the scope {word} does not exist here")));
    }
    Ok(Some(scope).filter(|scope| !scope.is_empty()))
}

pub(super) fn lifetime(field: &'static str, seconds: Option<i64>, all: Bounds) -> Option<Problem> {
    seconds.filter(|seconds| !all.allow(*seconds)).map(|_| Problem::outside(field, all))
}

/// Whether `tenant` allows what `client` is to be: people of its own, and tokens that never expire.
pub(super) fn at_home(tx: &mut Tx<'_>, tenant: &Tenant, client: &Client) -> Result<(), Refused> {
    let mut problems = Problems::default();
    let named = [("owner", client.owner), ("service_account", client.service_account)];
    people(tx, tenant, &named, &mut problems)?;
    let never = client.access_token_never_expires && !client.is_global();
    if never && !tenant.settings.never_expiring_access_tokens {
        let says = "the tenant does not allow this: change its setting never_expiring_access_tokens first";
        problems.note(Problem::invalid("access_token_never_expires", says));
    }
    problems.none()
}

/// Whether whom these fields name is somebody at `tenant`, and stays so until this job is over: whoever is deleted at the
/// same time either is gone already, or is found to be needed. They are claimed in the order of their numbers, so that
/// two clients that name the same two crosswise do not wait for each other.
pub(super) fn people(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    named: &[(&'static str, Option<UserId>)],
    problems: &mut Problems,
) -> Result<(), Refused> {
    let mut named: Vec<_> = named.iter().filter_map(|(field, user)| Some(((*user)?, *field))).collect();
    named.sort_unstable();
    for (user, field) in named {
        let says = if tenant.id == TenantId::PLATFORM {
            "a global client belongs to nobody: each tenant gives it its own".to_owned()
        } else if users::store::claim(tx.db, tenant.id, user)?.is_none() {
            format!("the tenant has no user {user}")
        } else {
            continue;
        };
        problems.note(Problem::invalid(field, says));
    }
    Ok(())
}
