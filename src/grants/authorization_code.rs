//! `authorization_code` (RFC 6749 §4.1.3, RFC 7636 §4.5).
//!
//! oxide-auth's `AccessToken` machine carries the protocol's order; what it gets wrong is decided here:
//! expiry by our clock, redirect URIs as strings, and its own codes for what the RFC calls `invalid_grant`.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use oxide_auth::code_grant::accesstoken::{AccessToken, Authorization, Input, Output, Request};
use oxide_auth::primitives::grant::{Extensions, Grant};
use serde_json::json;

use crate::audit::Action;
use crate::authorizations::code::{self, AuthorizationCode};
use crate::clock::Moment;
use crate::grants::{Applicant, GrantError, machine_name, optional, required};
use crate::protocol::grant_type::GrantType;
use crate::protocol::lifetimes::Asked;
use crate::protocol::parameters::Parameters;
use crate::protocol::pkce;
use crate::protocol::reason::Reason;
use crate::protocol::scope::Catalogue;
use crate::secret::{Digest, Kind};
use crate::storage::Tx;
use crate::tokens::Subject;
use crate::tokens::family::{self, Ending};
use crate::tokens::issue::{Issued, MintedPair, Pair};
use crate::users::User;

/// The parameters of the exchange. `scope` is not among them: the code carries it.
#[derive(Clone)]
pub struct CodeForm {
    code: String,
    redirect_uri: Option<String>,
    code_verifier: Option<String>,
    lifetimes: Asked,
}

impl CodeForm {
    /// Reads the parameters; a missing `code` or a repeated one is `invalid_request`.
    pub fn read(parameters: &Parameters) -> Result<Self, Reason> {
        Ok(Self {
            code: required(parameters, "code")?,
            redirect_uri: optional(parameters, "redirect_uri")?,
            code_verifier: optional(parameters, "code_verifier")?,
            lifetimes: Asked::read(parameters)?,
        })
    }
}

/// Everything about the exchange that was made before the job.
#[derive(Clone)]
pub struct Made {
    /// The pair to issue.
    pub pair: MintedPair,
    /// The id of the audit event, should there be one.
    pub event: i64,
    /// What time it is.
    pub now: Moment,
}

/// 1. Find the code. 2. It is this client's, has not expired, and its verifier and redirect URI are the right ones
///    (`check`). 3. Client, tenant and user are live, and may still have and give what was approved. 4. The lifetimes
///    that are asked for are within the bounds. 5. Claim the code; a second claim is replay. 6. Claim its family.
/// 7. Issue the pair.
pub fn exchange(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    form: &CodeForm,
    catalogue: &Catalogue,
    made: &Made,
) -> Result<Issued, GrantError> {
    let tenant = applicant.tenant.id;
    let digest = Digest::of(Kind::AuthorizationCode, tenant.number(), &form.code);
    let (code, user) = code::store::presented(tx.db, tenant, digest)?.ok_or(Reason::CodeUnknown)?;
    check(applicant, form, &code, made.now)?;
    applicant.check_live()?;
    let user = user.ok_or(Reason::UserInactive)?;
    let scopes = applicant.within(&code.scopes, catalogue, user.role)?;
    let lifetimes = applicant.lifetimes(form.lifetimes)?;

    if code::store::redeem(tx.db, tenant, digest, made.now)? == 0 {
        return replayed(tx, applicant, &code, &user, made);
    }
    let family = family::claim(tx, tenant, code.family)?.ok_or(Reason::FamilyRevoked)?;
    let pair = Pair::new(&made.pair, &family, scopes, lifetimes, made.now);
    pair.write(tx, &family)?;
    Ok(Issued::pair(&made.pair, &pair.access, &pair.refresh, made.now))
}

/// RFC 6749 §4.1.2: what a code brought is revoked when it comes a second time.
fn replayed(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    code: &AuthorizationCode,
    user: &User,
    made: &Made,
) -> Result<Issued, GrantError> {
    family::revoke(tx, code.tenant, code.family, Ending::CodeReplayed, made.now)?;
    let (number, client, scopes) = (code.family.number(), &*applicant.client, &code.scopes);
    let stamp = applicant.stamp(made.event, made.now);
    let subject = Subject { number, client, user: Some(user), scopes };
    subject.record(tx.db, code.tenant, &stamp, Action::Replayed, &json!({}))?;
    Err(Reason::CodeReplayed.into())
}

/// The client, the time, the verifier and the redirect URI, in the order of oxide-auth's machine. Nothing of it spends
/// the code.
fn check(applicant: &Applicant, form: &CodeForm, code: &AuthorizationCode, now: Moment) -> Result<(), Reason> {
    let client = machine_name(applicant.client.key);
    let request = Exchange { client: &client, form, registered: &code.redirect_uri };
    let mut machine = AccessToken::new(&request);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Authenticate { .. } => Input::Authenticated,
            Output::Recover { .. } => Input::Recovered(Some(Box::new(grant_of(code)?))),
            Output::Extend { .. } => {
                check_time_and_proof(form, code, now)?;
                Input::Extended { access_extensions: Extensions::new() }
            }
            Output::Issue { .. } => return Ok(()),
            Output::Err(_) | Output::Ok(_) if code.client != applicant.client.key => {
                return Err(Reason::CodeOfAnotherClient);
            }
            Output::Err(_) | Output::Ok(_) => return Err(Reason::RedirectUriMismatch),
        };
    }
}

fn check_time_and_proof(form: &CodeForm, code: &AuthorizationCode, now: Moment) -> Result<(), Reason> {
    if now >= code.expires_at {
        return Err(Reason::CodeExpired);
    }
    pkce::verify(code.challenge.as_deref(), form.code_verifier.as_deref())?;
    match &form.redirect_uri {
        // RFC 6749 §4.1.3: "their values MUST be identical" — as strings, not as parsed URLs.
        Some(sent) if *sent != code.redirect_uri => Err(Reason::RedirectUriMismatch),
        None if code.challenge.is_none() => Err(Reason::ParameterMissing("redirect_uri")),
        _ => Ok(()),
    }
}

struct Exchange<'a> {
    client: &'a str,
    form: &'a CodeForm,
    registered: &'a str,
}

impl Request for Exchange<'_> {
    fn valid(&self) -> bool {
        true
    }
    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::from(&self.form.code))
    }
    fn authorization(&self) -> Authorization<'_> {
        Authorization::Username(Cow::from(self.client))
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        None
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        Some(Cow::from(self.form.redirect_uri.as_deref().unwrap_or(self.registered)))
    }
    fn grant_type(&self) -> Option<Cow<'_, str>> {
        Some(Cow::from(GrantType::AuthorizationCode.as_str()))
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// The code as oxide-auth sees it: it compares client and redirect URI. Scope, expiry and challenge are ours.
fn grant_of(code: &AuthorizationCode) -> Result<Grant, Reason> {
    Ok(Grant {
        owner_id: code.user.to_string(),
        client_id: machine_name(code.client),
        scope: code.scopes.to_string().parse().map_err(|_| Reason::Defect)?,
        redirect_uri: code.redirect_uri.parse().map_err(|_| Reason::Defect)?,
        until: DateTime::<Utc>::MAX_UTC,
        extensions: Extensions::new(),
    })
}
