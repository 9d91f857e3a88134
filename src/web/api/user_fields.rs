//! What a call may say of a user.

use serde::Deserialize;

use super::body::Given;
use crate::refused::{Problem, Problems, Refused};
use crate::users::{Change, NewUser, Role};

/// The fields of a user that a caller may set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    email: Given<String>,
    name: Given<String>,
    role: Given<String>,
    verified: Given<bool>,
    suspended: Given<bool>,
    external_id: Given<String>,
    locale: Given<String>,
    time_zone: Given<String>,
}

impl Fields {
    /// A user to be made; an end user unless told.
    pub(super) fn made(self) -> Result<NewUser, Refused> {
        let mut problems = Problems::default();
        problems.note(self.name.needed("name"));
        problems.note(self.email.needed("email"));
        let change = self.read(&mut problems);
        problems.none()?;
        let Change { email, name, role, verified, suspended, external_id, locale, time_zone } = change;
        Ok(NewUser {
            email: email.unwrap_or_default(),
            name: name.unwrap_or_default(),
            role: role.unwrap_or(Role::EndUser),
            verified: verified.unwrap_or_default(),
            suspended: suspended.unwrap_or_default(),
            external_id,
            locale,
            time_zone,
        })
    }

    /// What is to change of a user; `null` takes away what can be.
    pub(super) fn change(self) -> Result<Change, Refused> {
        let mut problems = Problems::default();
        let change = self.read(&mut problems);
        problems.none()?;
        Ok(change)
    }

    fn read(self, problems: &mut Problems) -> Change {
        let word = self.role.value("role", problems);
        let role = word.as_deref().and_then(Role::parse);
        if word.is_some() && role.is_none() {
            problems.note(Problem::invalid("role", "write end-user, agent or admin"));
        }
        // The use case takes away what is blank.
        let emptied = |given: Option<Option<String>>| given.map(Option::unwrap_or_default);
        Change {
            email: self.email.value("email", problems),
            name: self.name.value("name", problems),
            role,
            verified: self.verified.value("verified", problems),
            suspended: self.suspended.value("suspended", problems),
            external_id: emptied(self.external_id.nullable("external_id", problems)),
            locale: emptied(self.locale.nullable("locale", problems)),
            time_zone: emptied(self.time_zone.nullable("time_zone", problems)),
        }
    }
}
