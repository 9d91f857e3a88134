//! `refresh_token` (RFC 6749 §6; rotation and reuse, RFC 9700 §4.14.2).
//!
//! Every refresh rotates. With R0 the presented token and R1 its successor:
//! - R0 was never redeemed: R1 takes its place, and R0's access token ends.
//! - **Retry**: within the leeway from R0's first use, R1 not redeemed: the same pair again. A client whose
//!   connection broke repeats itself, and parallel workers share a token; both must end with a live pair.
//! - **Lost answer**: later, R1 never redeemed and its access token never seen in use: nobody got R1, so a
//!   fresh pair takes its place.
//! - Anything else is **reuse**: two parties hold the family, so it is revoked.
//!
//! The pair of the leeway is derived (HKDF) from R0 and a random salt of that moment, so that no token is kept in the
//! clear: refused was keeping the answer for a minute, which would put live tokens into the database file.

mod decide;
mod machine;
mod rotate;

use crate::audit::Action;
use crate::clock::Moment;
use crate::grants::{Applicant, GrantError, optional, required};
use crate::protocol::lifetimes::Asked;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::protocol::scope::{Catalogue, Scope};
use crate::secret::{Digest, Kind};
use crate::storage::Tx;
use crate::tokens::family::{self, Ending};
use crate::tokens::refresh::{self, Presented, Salt};
use crate::tokens::{Family, Issued};
use crate::users::Role;
use decide::{Case, decide};
use rotate::{Rotation, Terms};

/// The parameters of a refresh.
#[derive(Clone)]
pub struct RefreshForm {
    refresh_token: String,
    /// What it is kept as, if another system has made it.
    kept_as: Option<String>,
    scope: Option<String>,
    lifetimes: Asked,
}

impl RefreshForm {
    /// Reads the parameters; a missing `refresh_token` is `invalid_request`.
    pub fn read(parameters: &Parameters) -> Result<Self, Reason> {
        Ok(Self {
            refresh_token: required(parameters, "refresh_token")?,
            kept_as: None,
            scope: optional(parameters, "scope")?,
            lifetimes: Asked::read(parameters)?,
        })
    }

    /// The token as it was sent.
    pub fn token(&self) -> &str {
        &self.refresh_token
    }

    /// The same, looked up as what `text` says: the token itself is only what a pair is derived from.
    #[must_use]
    pub fn looked_up_as(self, text: String) -> Self {
        Self { kept_as: Some(text), ..self }
    }
}

/// Everything about a refresh that was made before the job.
#[derive(Clone)]
pub struct Made {
    /// Ids of the access token, the refresh token and the audit event.
    pub ids: [i64; 3],
    /// The salt of the moment, with which the pair of a first use is derived.
    pub salt: Salt,
    /// The randomness of a pair that cannot be derived: access token, refresh token.
    pub fresh: [[u8; 32]; 2],
    /// The prefix of secrets.
    pub prefix: String,
    /// What time it is.
    pub now: Moment,
}

/// What a refresh brings.
pub struct Refreshed {
    /// The answer.
    pub issued: Issued,
    /// What its pair was derived with, to be remembered.
    pub salt: Option<Salt>,
}

/// A pair that was not derived now.
impl From<Issued> for Refreshed {
    fn from(issued: Issued) -> Self {
        Self { issued, salt: None }
    }
}

/// 1. Claim the token's family, so that nothing of it changes any more. 2. It is this client's. 3. Client, tenant and
///    user are live, and the family is. 4. Decide by what R0 and R1 have been through. 5. Rotate, repeat or revoke.
pub fn refresh(
    tx: &mut Tx<'_>,
    applicant: &Applicant,
    form: &RefreshForm,
    catalogue: &Catalogue,
    made: &Made,
) -> Result<Refreshed, GrantError> {
    let tenant = applicant.tenant.id;
    let digest = Digest::of(Kind::RefreshToken, tenant.number(), form.kept_as.as_ref().unwrap_or(&form.refresh_token));
    family::claim_for_refresh(tx, applicant.client.key, tenant, digest)?;
    let presented = refresh::store::presented(tx.db, tenant, digest)?.ok_or(Reason::RefreshUnknown)?;
    let Presented { family, user, .. } = &presented;
    machine::check(applicant, form, family)?;
    applicant.check_live()?;
    let role = user.as_ref().ok_or(Reason::UserInactive)?.role;
    if family.revoked_at.is_some() {
        return Err(Reason::FamilyRevoked.into());
    }
    let rotation = Rotation { applicant, form, presented: &presented, made };

    match decide(&presented.token, &rotation.aftermath(tx)?, made.now) {
        Case::First => Ok(rotation.first(tx, terms(applicant, form, catalogue, family, role)?)?),
        Case::Retry { successor, pair } => {
            let meant = scopes(applicant, form, catalogue, family, role).ok();
            rotation.retry(tx, successor, pair, meant.as_ref())
        }
        Case::LostAnswer { successor } => {
            Ok(rotation.replace(tx, successor, terms(applicant, form, catalogue, family, role)?)?)
        }
        Case::Refused(reason) => Err(reason.into()),
        Case::Reuse(reason) => {
            family::revoke(tx, tenant, family.id, Ending::RefreshReused, made.now)?;
            rotation.record(tx, Action::ReuseDetected)?;
            Err(reason.into())
        }
    }
}

/// What the new pair is worth, settled before anything is written: what a refusal has written stands.
fn terms(
    applicant: &Applicant,
    form: &RefreshForm,
    catalogue: &Catalogue,
    family: &Family,
    role: Role,
) -> Result<Terms, Reason> {
    let scopes = scopes(applicant, form, catalogue, family, role)?;
    Ok(Terms { scopes, lifetimes: applicant.lifetimes(form.lifetimes)? })
}

/// RFC 6749 §6: the scope "MUST NOT include any scope not originally granted". What the client's allowed scopes
/// or the person's role have lost since then is not given again.
fn scopes(
    applicant: &Applicant,
    form: &RefreshForm,
    catalogue: &Catalogue,
    family: &Family,
    role: Role,
) -> Result<Scope, Reason> {
    let asked = catalogue.narrow(&family.scopes, form.scope.as_deref())?;
    applicant.within(&asked, catalogue, role)
}
