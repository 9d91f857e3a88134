//! What a tenant may be called.

use super::{TenantId, store};
use crate::protocol::identifier::is_subdomain;
use crate::refused::{self, Flaw, Problem, Problems, Refused};
use crate::storage::Tx;

/// One label of a host name (RFC 1123 §2.1), in lower case.
pub(super) fn subdomain(given: &str) -> Result<String, Problem> {
    let label = given.trim().to_ascii_lowercase();
    if label.is_empty() {
        return Err(Problem::new("subdomain", Flaw::Blank, "cannot be blank"));
    }
    if !is_subdomain(&label) {
        let says = "use 1 to 63 letters, digits and hyphens, with no hyphen at either end";
        return Err(Problem::invalid("subdomain", says));
    }
    Ok(label)
}

pub(super) fn name(given: &str) -> Result<String, Problem> {
    refused::required("name", given, 100).and_then(|name| refused::seen("name", name))
}

/// A vendor's own name for something; blank is none.
pub(crate) fn external_id(given: Option<&str>) -> Result<Option<String>, Problem> {
    let text = refused::text("external_id", given.unwrap_or_default(), 255)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// Whether no tenant but `id` has the subdomain or the external id.
pub(super) fn free(tx: &mut Tx<'_>, id: TenantId, subdomain: &str, external: Option<&str>) -> Result<(), Refused> {
    let mut problems = Problems::default();
    let taken = |field: &'static str, says| Problem::new(field, Flaw::Taken, says);
    if store::by_subdomain(tx.db, subdomain)?.is_some_and(|other| other.id != id) {
        problems.note(taken("subdomain", "another tenant has this subdomain: choose another one"));
    }
    if let Some(external) = external
        && store::by_external_id(tx.db, external)?.is_some_and(|other| other.id != id)
    {
        problems.note(taken("external_id", "another tenant has this external id"));
    }
    problems.none()
}
