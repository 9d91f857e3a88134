//! oxide-auth's `Refresh` machine: the token has to be the authenticated client's (RFC 6749 §6).

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use oxide_auth::code_grant::refresh::{Input, Output, Refresh, Request};
use oxide_auth::primitives::grant::{Extensions, Grant};

use crate::grants::refresh_token::RefreshForm;
use crate::grants::{Applicant, machine_name};
use crate::protocol::grant_type::GrantType;
use crate::protocol::reason::Reason;
use crate::tokens::Family;

/// Drives the machine up to where it would issue. Expiry and scope are decided by our clock and catalogue.
pub(super) fn check(applicant: &Applicant, form: &RefreshForm, family: &Family) -> Result<(), Reason> {
    let client = machine_name(applicant.client.key);
    let mut machine = Refresh::new(&Presented { client: &client, form });
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Unauthenticated { .. } => Input::Authenticated { scope: None },
            Output::RecoverRefresh { .. } => Input::Recovered { scope: None, grant: Some(Box::new(grant_of(family)?)) },
            Output::Refresh { .. } => return Ok(()),
            Output::Err(_) | Output::Ok(_) => return Err(Reason::RefreshOfAnotherClient),
        };
    }
}

struct Presented<'a> {
    client: &'a str,
    form: &'a RefreshForm,
}

impl Request for Presented<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn refresh_token(&self) -> Option<Cow<'_, str>> {
        Some(Cow::from(&self.form.refresh_token))
    }
    fn scope(&self) -> Option<Cow<'_, str>> {
        None
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::from(GrantType::RefreshToken.as_str()))
    }
    fn authorization(&self) -> Option<(Cow<'_, str>, Cow<'_, [u8]>)> {
        Some((Cow::from(self.client), Cow::from(&[][..])))
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

fn grant_of(family: &Family) -> Result<Grant, Reason> {
    Ok(Grant {
        owner_id: family.user.to_string(),
        client_id: machine_name(family.client),
        scope: family.scopes.to_string().parse().map_err(|_| Reason::Defect)?,
        redirect_uri: "https://unused.invalid/".parse().map_err(|_| Reason::Defect)?,
        until: DateTime::<Utc>::MAX_UTC,
        extensions: Extensions::new(),
    })
}
