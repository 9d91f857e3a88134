//! `Authorization: Basic email/token:SECRET`, wherever it is taken: at the sidecar and at this server's own API.
//!
//! Whoever is at the limit is turned away; the token is looked up, then the person; they are judged, within the limit;
//! and what was found is noted: the use of a token, or the call of one that has ended. Wrong tries go into the audit
//! log, a row a minute for each network.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use crate::audit::{self, Origin, Source, SourceType};
use crate::clock::Moment;
use crate::protocol::api_token::ApiTokenCredentials;
use crate::protocol::scope::Scope;
use crate::server::Grantor;
use crate::sidecar::lookup::{ApiTokenState, Person};
use crate::sidecar::usage::Call;
use crate::sidecar::verify::{Why, asked_for, judge};
use crate::storage::Failure;
use crate::tenants::{Tenant, TenantId};
use crate::users::email_key;

/// Where an API token was shown.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// Whom it came from; nobody knows at a Unix socket.
    pub address: Option<IpAddr>,
    /// What they call themselves.
    pub user_agent: &'a str,
    /// What they asked for, without a query.
    pub path: &'a str,
}

/// An API token that is right, and whom it came with.
#[derive(Clone)]
pub struct Proven {
    /// The token.
    pub token: Arc<ApiTokenState>,
    /// The person.
    pub person: Arc<Person>,
}

/// Why one is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Untaken {
    /// It is wrong, or does not count here and now.
    #[error("the API token is not taken: {}", .0.as_str())]
    Wrong(Why),
    /// Too many wrong tries: seconds until the next.
    #[error("too many wrong API tokens")]
    TooMany(i64),
    /// Storage gave no answer.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Proven {
    /// What it may do: all that its user may, if nobody has narrowed it.
    pub fn scopes(&self, grantor: &Grantor) -> Option<Scope> {
        let scopes = self.token.ceiling.scopes.as_ref()?;
        Some(grantor.catalogue.cut_to_role(scopes, self.person.role).into_owned())
    }
}

/// What was found.
struct Found {
    token: Option<Arc<ApiTokenState>>,
    person: Option<Arc<Person>>,
}

/// Whom `sent` proves at `tenant`, as people were at some moment after `since`.
pub async fn prove(
    grantor: &Grantor,
    tenant: &Tenant,
    since: Instant,
    sent: &ApiTokenCredentials,
    shown: Shown<'_>,
) -> Result<Proven, Untaken> {
    if !tenant.api_token_access || !tenant.active {
        return Err(Untaken::Wrong(Why::AccessOff));
    }
    let (number, now) = (tenant.id.number(), grantor.now());
    let (address, email) = (shown.address, email_key(&sent.email));
    if let Some(seconds) = grantor.api_token_attempts.wait(address, number, &email, now) {
        return Err(Untaken::TooMany(seconds));
    }
    let found = find(grantor, number, since, sent).await?;
    // From here on nobody waits, so right tokens take no places from each other.
    let place = grantor.api_token_attempts.reserve(address, number, &email, now).map_err(Untaken::TooMany)?;
    let judged = found.judge(tenant, shown, now);
    if !judged.is_err_and(Why::is_guess) {
        place.give_back();
    }
    found.noted(grantor, tenant, judged, shown).map_err(Untaken::Wrong)
}

async fn find(grantor: &Grantor, tenant: i64, since: Instant, sent: &ApiTokenCredentials) -> Result<Found, Failure> {
    let token = grantor.api_token(TenantId::new(tenant), sent.token.reveal()).await?;
    let key = (tenant, asked_for(token.as_deref(), &sent.email));
    let person = grantor.directory.people.get_since(key, since).await?;
    Ok(Found { token, person })
}

impl Found {
    fn judge(&self, tenant: &Tenant, shown: Shown<'_>, now: Moment) -> Result<(), Why> {
        judge(self.token.as_deref(), self.person.as_deref(), shown.address, now)?;
        let dark = tenant.settings.api_token_sunset.as_ref().is_some_and(|policy| policy.is_dark(now));
        if dark { Err(Why::Sunset) } else { Ok(()) }
    }

    /// The use of a token is counted, and so is the call of one that has ended; the audit log hears of wrong tries.
    fn noted(
        self,
        grantor: &Grantor,
        tenant: &Tenant,
        judged: Result<(), Why>,
        shown: Shown<'_>,
    ) -> Result<Proven, Why> {
        let address = shown.place();
        let from = (address.as_str(), shown.user_agent, shown.path);
        let ended = judged.is_err_and(Why::has_ended);
        if let Some(token) = self.token.as_ref().filter(|_| judged.is_ok() || ended) {
            let call = Call::new(tenant.id, judged.is_ok(), self.person.as_deref(), from);
            grantor.api_token_usage.note(token.id, &call, grantor.now());
        }
        match (judged, self.token, self.person) {
            (Ok(()), Some(token), Some(person)) => Ok(Proven { token, person }),
            (Err(why), ..) if ended => Err(why),
            (judged, token, _) => {
                let why = judged.err().unwrap_or(Why::TokenUnknown);
                tell(grantor, tenant, token.as_deref(), address, why);
                Err(why)
            }
        }
    }
}

impl Shown<'_> {
    fn place(&self) -> String {
        self.address.map_or_else(|| "local".to_owned(), |address| address.to_string())
    }
}

/// The audit log hears of a wrong try.
fn tell(grantor: &Grantor, tenant: &Tenant, token: Option<&ApiTokenState>, address: String, why: Why) {
    let source = match token {
        Some(token) => Source::new(SourceType::ApiToken, token.id.number(), token.label.clone()),
        None => Source::unnumbered(SourceType::ApiToken, ""),
    };
    let (origin, now) = (Origin::anonymous(address), grantor.now());
    audit::verify_failed(&grantor.storage, tenant.id.number(), origin, now, source, why.as_str());
}
