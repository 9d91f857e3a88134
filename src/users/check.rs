//! What a user may be called, and who has the name already.

use super::{Role, User, email_key, store};
use crate::audit::{Actor, Stamp};
use crate::refused::{self, Flaw, Problem, Problems, Refused};
use crate::storage::Db;
use crate::tenants;

/// An address as it is kept: trimmed, one `@` with something on both sides, at most 254 characters
/// (RFC 5321 §4.5.3.1.3), nothing in it that cannot be seen or only looks like an `@`. Whether it is anybody's, only a
/// message can tell.
pub(super) fn email(given: &str) -> Result<String, Problem> {
    let email = refused::required("email", given, 254)?;
    let halves = email.split_once('@').filter(|(local, domain)| !local.is_empty() && !domain.is_empty());
    let plain = !email.chars().any(|c| refused::unseen(c) || "<>()[],;:\"\\\u{ff20}\u{fe6b}".contains(c));
    if !plain || halves.is_none_or(|(_, domain)| domain.contains('@')) {
        return Err(Problem::invalid("email", "give one address, such as ada@example.com"));
    }
    Ok(email)
}

pub(super) fn name(given: &str) -> Result<String, Problem> {
    refused::required("name", given, 255).and_then(|name| refused::seen("name", name))
}

/// A short word of a standard: a language, a zone of time; blank is none.
pub(super) fn word(field: &'static str, given: Option<&str>) -> Result<Option<String>, Problem> {
    let word = refused::text(field, given.unwrap_or_default(), 64)?;
    if word.chars().all(|c| c.is_ascii_alphanumeric() || "-_/+".contains(c)) {
        return Ok(Some(word).filter(|word| !word.is_empty()));
    }
    Err(Problem::invalid(field, "letters, digits and - _ / + only"))
}

/// Whether the tenant keeps somebody who administers it when `before` becomes `after` (nobody: a tombstone). Its own
/// people and applications cannot do without; an operator can, because it is they who would have to help. Two who would
/// go at once are looked at one after the other.
pub(super) fn an_admin_is_left(db: &mut Db, before: &User, after: Option<&User>, stamp: &Stamp) -> Result<(), Refused> {
    let administers = |user: &User| user.role == Role::Admin && user.may_sign_in();
    let own = matches!(stamp.origin.actor, Actor::User { .. } | Actor::Client { .. });
    if !own || !administers(before) || after.is_some_and(administers) {
        return Ok(());
    }
    tenants::store::claim(db, before.tenant)?;
    if store::has_other_admin(db, before)? {
        return Ok(());
    }
    let field = match after {
        Some(after) if after.role == Role::Admin => "suspended",
        Some(_) => "role",
        None => "base",
    };
    Err(Problem::invalid(field, "this is the last admin of the account: make somebody else an admin first").into())
}

/// Whether no other user of the tenant has this one's address or external id.
pub(super) fn free(db: &mut Db, user: &User) -> Result<(), Refused> {
    let mut problems = Problems::default();
    if store::by_email(db, user.tenant, &user.email)?.is_some_and(|other| other.id != user.id) {
        let says = format!("another user has the address {}", email_key(&user.email));
        problems.note(Problem::new("email", Flaw::Taken, says));
    }
    if let Some(external) = &user.external_id
        && store::by_external_id(db, user.tenant, external)?.is_some_and(|other| other.id != user.id)
    {
        problems.note(Problem::new("external_id", Flaw::Taken, "another user has this external id"));
    }
    problems.none()
}
