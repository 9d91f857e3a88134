//! What operators may say of a client, on the wire.

use serde::Deserialize;

use super::owner::{Person, given};
use crate::clients::{Change, Kind};
use crate::refused::{Problem, Refused};
use crate::storage::Db;
use crate::tenants::TenantId;

/// The fields of a client; absent: stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    identifier: Option<String>,
    name: Option<String>,
    company: Option<String>,
    description: Option<String>,
    kind: Option<String>,
    #[serde(default, deserialize_with = "given")]
    owner: Option<Option<Person>>,
    #[serde(default, deserialize_with = "given")]
    service_account: Option<Option<Person>>,
    redirect_uris: Option<Vec<String>>,
    #[serde(default, deserialize_with = "given")]
    allowed_scopes: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    access_token_lifetime: Option<Option<i64>>,
    #[serde(default, deserialize_with = "given")]
    refresh_token_lifetime: Option<Option<i64>>,
    access_token_never_expires: Option<bool>,
    sends_issuer: Option<bool>,
    active: Option<bool>,
}

impl Fields {
    /// What a new client is called; empty if that was not said.
    pub(super) fn identifier(&self) -> String {
        self.identifier.clone().unwrap_or_default()
    }

    /// The fields of a client that is there already.
    pub(super) fn keeping_identifier(&self) -> Result<&Self, Refused> {
        match self.identifier {
            Some(_) => Err(Problem::invalid("identifier", "stays for ever: applications know it").into()),
            None => Ok(self),
        }
    }

    /// The change that they mean at `tenant`.
    pub(super) fn change(&self, db: &mut Db, tenant: TenantId) -> Result<Change, Refused> {
        let mut person = |field: &'static str, given: &Option<Option<Person>>| match given {
            None => Ok(None),
            Some(None) => Ok(Some(None)),
            Some(Some(person)) => person.find(db, tenant, field).map(Some),
        };
        let kind =
            |word: &String| Kind::parse(word).ok_or_else(|| Problem::invalid("kind", "write public or confidential"));
        Ok(Change {
            name: self.name.clone(),
            company: self.company.clone(),
            description: self.description.clone(),
            kind: self.kind.as_ref().map(kind).transpose()?,
            owner: person("owner", &self.owner)?,
            service_account: person("service_account", &self.service_account)?,
            redirect_uris: self.redirect_uris.clone(),
            allowed_scopes: self.allowed_scopes.clone().map(Option::unwrap_or_default),
            access_token_lifetime: self.access_token_lifetime,
            refresh_token_lifetime: self.refresh_token_lifetime,
            access_token_never_expires: self.access_token_never_expires,
            sends_issuer: self.sends_issuer,
            active: self.active,
        })
    }
}
