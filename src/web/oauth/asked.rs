//! An authorization request at a tenant, as far as it is in order: what the endpoint and the decision share.

use std::sync::Arc;

use actix_web::HttpResponse;
use form_urlencoded::Serializer;

use crate::authorizations::code::{Approved, MintedCode};
use crate::authorizations::consent::{self, Consent};
use crate::authorizations::decide;
use crate::authorizations::request::{Query, Refused, Request};
use crate::authorizations::response;
use crate::protocol::reason::Reason;
use crate::protocol::scope::Scope;
use crate::protocol::{metadata, return_to};
use crate::secret::Kind;
use crate::storage::{Failure, Tx};
use crate::users::User;
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// Where the request is made.
pub const PATH: &str = metadata::AUTHORIZATION;

/// Why there is no code, and no page that asks for a decision.
#[derive(Debug)]
pub enum NotNow {
    /// The person is told.
    Page(Problem),
    /// The client is told.
    Refused(Refused),
    /// Storage gave no answer.
    Failure(Failure),
}

impl From<Refused> for NotNow {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Failure> for NotNow {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl NotNow {
    /// The answer.
    pub fn answer(self, visit: &Visit, query: Option<&Query>) -> HttpResponse {
        match self {
            Self::Page(problem) => visit.problem(problem),
            Self::Refused(Refused::Page(reason)) => {
                if let (Reason::ClientUnknown, Some(query)) = (&reason, query) {
                    misdirected(visit, query);
                }
                visit.problem(problem(&reason, query))
            }
            Self::Refused(Refused::Client(refused)) => {
                tracing::info!(reason = refused.reason.name(), reference = %visit.reference, "sent back");
                visit.redirect(&response::error(&refused, &visit.at.issuer))
            }
            Self::Failure(failure) => visit.failed(&failure),
        }
    }
}

/// Perhaps the client is another tenant's: its owner will see that it was asked for here.
fn misdirected(visit: &Visit, query: &Query) {
    let sent = |name: &str| query.pairs().into_iter().find(|(sent, _)| *sent == name).map_or("", |(_, value)| value);
    visit.grantor.misdirected.note(visit.at.tenant.id, sent("client_id"), sent("redirect_uri"));
}

/// A request whose client, redirect URI and parameters are in order.
pub struct Asked {
    /// The parameters as they were sent.
    pub query: Query,
    /// What they mean.
    pub request: Request,
}

impl Asked {
    /// 1. The account accepts connections. 2. Client and redirect URI are proven. 3. The rest is in order.
    pub async fn read(visit: &Visit, query: Query) -> Result<Self, NotNow> {
        let tenant = &visit.at.tenant;
        if !tenant.active {
            return Err(NotNow::Page(Problem::AccountUnknown));
        }
        if !tenant.oauth_access {
            return Err(NotNow::Page(Problem::OauthOff));
        }
        let identifier = query.client_id().map_err(Refused::Page)?.to_owned();
        let client = visit.grantor.directory.clients.get((tenant.id.number(), identifier)).await?;
        let request = Request::accept(&query, client, tenant, &visit.grantor.catalogue)?;
        Ok(Self { query, request })
    }

    /// What `user` would allow; they have to be verified, and of a role that may.
    pub fn scopes(&self, visit: &Visit, user: &User) -> Result<Scope, NotNow> {
        if !user.verified {
            return Err(self.request.refuse(Reason::UserUnverified).into());
        }
        if user.role < visit.at.tenant.settings.authorizing_role {
            return Err(self.request.refuse(Reason::UserMayNotAuthorize).into());
        }
        Ok(self.request.scopes_for(user, &visit.grantor.catalogue)?)
    }

    /// What `user` has allowed this client before.
    pub async fn remembered(&self, visit: &Visit, user: &User) -> Result<Option<Consent>, Failure> {
        let (tenant, user, client) = (visit.at.tenant.id, user.id, self.request.client.key);
        let uri = self.request.registered_uri.clone();
        visit.grantor.storage.read(move |db| consent::store::find(db, tenant, user, client, &uri)).await
    }

    /// Issues the code for what `user` allows now, and goes back to the client with it.
    pub async fn allow(&self, visit: &Visit, user: &User, scopes: Scope) -> Result<HttpResponse, Failure> {
        let storage = &visit.grantor.storage;
        let [family, event] = storage.ids().await?;
        let (code, approved) = (self.code(visit, family), self.approved(visit, user, scopes));
        let (minted, client) = (code.clone(), Arc::clone(&self.request.client));
        let stamp = visit.stamp(user.actor(), event);
        storage.write::<_, Failure>(move |tx| decide::allow(tx, &approved, &client, &minted, &stamp)).await?;
        Ok(self.sent_back(visit, &code))
    }

    /// The same for what they have allowed before, if they still do.
    pub async fn allow_again(
        &self,
        visit: &Visit,
        user: &User,
        scopes: Scope,
    ) -> Result<Option<HttpResponse>, Failure> {
        let (grantor, now) = (&visit.grantor, visit.grantor.now());
        let [family] = grantor.storage.ids().await?;
        let (code, approved) = (self.code(visit, family), self.approved(visit, user, scopes));
        let (minted, client) = (code.clone(), Arc::clone(&self.request.client));
        let catalogue = Arc::clone(&grantor.catalogue);
        let job = move |tx: &mut Tx<'_>| decide::allow_again(tx, &approved, &client, &catalogue, &minted, now);
        let allowed = grantor.storage.write::<_, Failure>(job).await?;
        Ok(allowed.then(|| self.sent_back(visit, &code)))
    }

    fn code(&self, visit: &Visit, family: i64) -> MintedCode {
        visit.grantor.mint(Kind::AuthorizationCode, visit.at.tenant.id, family)
    }

    fn approved(&self, visit: &Visit, user: &User, scopes: Scope) -> Approved {
        Approved {
            tenant: visit.at.tenant.id,
            client: self.request.client.key,
            user: user.id,
            redirect_uri: self.request.redirect_uri.clone(),
            registered_uri: self.request.registered_uri.clone(),
            scopes,
            challenge: self.request.challenge.clone(),
        }
    }

    fn sent_back(&self, visit: &Visit, code: &MintedCode) -> HttpResponse {
        visit.redirect(&response::success(&self.request, &code.secret, &visit.at.issuer))
    }

    /// Tells the client that the person said no.
    pub async fn deny(&self, visit: &Visit, user: &User, scopes: Scope) -> Result<HttpResponse, NotNow> {
        let [event] = visit.grantor.storage.ids().await?;
        let (tenant, client) = (visit.at.tenant.id, Arc::clone(&self.request.client));
        let stamp = visit.stamp(user.actor(), event);
        let deny = move |tx: &mut Tx<'_>| decide::deny(tx, tenant, &client, &scopes, &stamp);
        visit.grantor.storage.write::<_, Failure>(deny).await?;
        Err(self.request.refuse(Reason::Denied).into())
    }

    /// Whether the address of `query` is too long to come back to after sign-in.
    pub fn is_too_long(query: &Query) -> bool {
        Self::address(query).len() > return_to::MAXIMUM
    }

    /// The address of this request, to come back to after sign-in.
    pub fn address(query: &Query) -> String {
        format!("{PATH}?{}", Serializer::new(String::new()).extend_pairs(query.pairs()).finish())
    }
}

/// What a person reads where a request cannot go back to its client.
fn problem(reason: &Reason, query: Option<&Query>) -> Problem {
    let sent = || query.map(Query::sent_client_id).unwrap_or_default().to_owned();
    match reason {
        Reason::ParameterMissing(_) => Problem::ClientMissing,
        Reason::ClientIdentifierIsNumber => Problem::ClientNumeric(sent()),
        Reason::RedirectUriMissing => Problem::RedirectMissing,
        Reason::RedirectUriUnregistered => Problem::RedirectUnknown,
        Reason::ParameterRepeated(name) => Problem::Repeated(name),
        Reason::ClientUnknown => Problem::ClientUnknown(sent()),
        _ => Problem::Unreadable,
    }
}
