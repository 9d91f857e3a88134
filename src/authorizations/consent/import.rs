//! Consents that people have given at another system: nobody is asked again for what they allowed.

use super::{Consent, store};
use crate::clients;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Problem, Refused};
use crate::storage::Tx;
use crate::tenants::imports::Brought;

/// Keeps `consent`, if nothing is kept for the same user, client and redirect URI that says the same.
///
/// No event: a file of a million consents is no million decisions; the file itself is noted by whoever brings it.
///
/// # Errors
/// [`Refused::Invalid`] for a redirect URI that the client does not have, or a scope that there is not.
pub fn import(tx: &mut Tx<'_>, consent: &Consent, catalogue: &Catalogue) -> Result<Brought, Refused> {
    let client = clients::store::by_key(tx.db, consent.tenant, consent.client)?.ok_or(Refused::Unknown("client"))?;
    if !client.redirect_uris.contains(&consent.redirect_uri) {
        return Err(Problem::invalid("redirect_uri", "the client has no such redirect URI").into());
    }
    if let Some(word) = Scope::iter(&consent.scopes).find(|word| catalogue.word(word).is_none()) {
        return Err(Problem::invalid("scopes", format!("there is no scope {word:?}")).into());
    }
    let known = store::claim(tx.db, consent.tenant, consent.user, consent.client, &consent.redirect_uri)?;
    match known {
        Some(known) if catalogue.contains(&known.scopes, &consent.scopes) => Ok(Brought::Unchanged),
        Some(known) => {
            let both = Consent { scopes: known.scopes.union(&consent.scopes), ..consent.clone() };
            store::put(tx.db, &both)?;
            Ok(Brought::Updated)
        }
        None => {
            store::put(tx.db, consent)?;
            Ok(Brought::Created)
        }
    }
}
