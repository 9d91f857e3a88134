//! What a call may say of a client.

use serde::Deserialize;

use crate::clients::{Change, Client, Kind};
use crate::refused::{Problem, Problems, Refused};
use crate::users::UserId;
use crate::web::api::body::{Given, Words};

/// The fields of a client that a caller may set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    identifier: Given<String>,
    name: Given<String>,
    company: Given<String>,
    description: Given<String>,
    kind: Given<String>,
    user_id: Given<i64>,
    owner: Given<i64>,
    service_account_id: Given<i64>,
    redirect_uri: Given<Vec<String>>,
    allowed_scopes: Given<Words>,
    access_token_lifetime: Given<i64>,
    refresh_token_lifetime: Given<i64>,
    access_token_never_expires: Given<bool>,
    sends_issuer: Given<bool>,
    active: Given<bool>,
}

/// How the secret of a client is replaced.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Replacement {
    overlap: Given<i64>,
}

impl Replacement {
    /// Seconds for which the secret before stays good.
    pub(super) fn overlap(self) -> Result<i64, Refused> {
        let mut problems = Problems::default();
        let overlap = self.overlap.value("overlap", &mut problems).unwrap_or_default();
        problems.none().map(|()| overlap)
    }
}

impl Fields {
    /// Identifier and everything else of a client to be made.
    pub(super) fn made(mut self) -> Result<(String, Change), Refused> {
        let mut problems = Problems::default();
        problems.note(self.identifier.needed("identifier"));
        let identifier = std::mem::take(&mut self.identifier).value("identifier", &mut problems);
        problems.note(self.name.needed("name"));
        let change = self.read(None, &mut problems);
        problems.none()?;
        Ok((identifier.unwrap_or_default(), change))
    }

    /// What is to change of `client`.
    pub(super) fn change(mut self, client: &Client) -> Result<Change, Refused> {
        let mut problems = Problems::default();
        let given = std::mem::take(&mut self.identifier).value("identifier", &mut problems);
        if given.is_some_and(|given| given != client.identifier) {
            problems.note(Problem::invalid("identifier", "stays for ever: applications know it"));
        }
        let change = self.read(client.owner, &mut problems);
        problems.none()?;
        Ok(change)
    }

    fn read(self, owner: Option<UserId>, problems: &mut Problems) -> Change {
        let user = |given: Option<Option<i64>>| given.map(|given| given.map(UserId::new));
        let named = [self.user_id, self.owner].map(|given| user(given.nullable("owner", problems)));
        Change {
            name: self.name.value("name", problems),
            company: self.company.value("company", problems),
            description: self.description.value("description", problems),
            kind: kind(self.kind, problems),
            owner: new_owner(named, owner, problems),
            service_account: user(self.service_account_id.nullable("service_account", problems)),
            redirect_uris: self.redirect_uri.value("redirect_uris", problems),
            allowed_scopes: self.allowed_scopes.limit("allowed_scopes", problems),
            access_token_lifetime: self.access_token_lifetime.nullable("access_token_lifetime", problems),
            refresh_token_lifetime: self.refresh_token_lifetime.nullable("refresh_token_lifetime", problems),
            access_token_never_expires: self.access_token_never_expires.value("access_token_never_expires", problems),
            sends_issuer: self.sends_issuer.value("sends_issuer", problems),
            active: self.active.value("active", problems),
        }
    }
}

/// Libraries send whole objects back, in which the owner has two names: the one that is not as it was `before` counts.
fn new_owner(
    named: [Option<Option<UserId>>; 2],
    before: Option<UserId>,
    problems: &mut Problems,
) -> Option<Option<UserId>> {
    match named {
        [Some(one), Some(other)] if one == other || other == before => Some(one),
        [Some(one), Some(other)] if one == before => Some(other),
        [Some(_), Some(_)] => {
            problems.note(Problem::invalid("owner", "user_id and owner name two users: send one of them"));
            None
        }
        [one, other] => one.or(other),
    }
}

/// `unknown` is what existing systems call a client whose kind nobody has said: it stays as it is.
fn kind(given: Given<String>, problems: &mut Problems) -> Option<Kind> {
    let word = given.value("kind", problems).filter(|word| word != "unknown")?;
    let kind = Kind::parse(&word);
    if kind.is_none() {
        problems.note(Problem::invalid("kind", "write public or confidential"));
    }
    kind
}
