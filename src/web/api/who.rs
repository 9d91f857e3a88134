//! Who calls the API: by an access token, an API token, the session of a browser on the same host, or by nothing.
//!
//! One credential a request: a header wins over a cookie, because a browser sends cookies unasked and a program writes
//! headers on purpose. A session may look; to change something its request has to come from one of this account's own
//! pages (`Origin` or `Sec-Fetch-Site`) and carry the value that `users/me` gives the session (`X-CSRF-Token`).

use actix_web::HttpRequest;
use actix_web::http::header::{AUTHORIZATION, ORIGIN, USER_AGENT};

use super::denied::Denied;
use super::query::Query;
use super::table::Row;
use crate::audit::Actor;
use crate::protocol::api_token::{ApiTokenCredentials, api_token as read};
use crate::protocol::bearer::{Unreadable, bearer};
use crate::protocol::scope::Scope;
use crate::secret::Secret;
use crate::server::Grantor;
use crate::tokens::TokenState;
use crate::users::{Role, UserId, session};
use crate::web::address::ClientAddress;
use crate::web::api_token::{self, Proven, Shown};
use crate::web::cookies::{self, Names};
use crate::web::header_text;
use crate::web::pages::form::{self, FormKey};
use crate::web::seen;
use crate::web::tenant::At;

/// The header that carries the value of `authenticity_token`.
const CSRF: &str = "x-csrf-token";

/// What the value is signed for.
const FORM: &str = "api";

/// Somebody whose credentials are good.
#[derive(Clone)]
pub struct Caller {
    /// Who they are.
    pub user: UserId,
    /// Who they are to the audit log.
    pub actor: Actor,
    /// What they are to the tenant.
    pub role: Role,
    /// What they showed.
    pub credential: Credential,
}

/// What somebody showed.
#[derive(Clone)]
pub enum Credential {
    /// An access token, and its scopes as far as its user's role reaches.
    Token {
        /// The token.
        state: TokenState,
        /// What it may do.
        scopes: Scope,
    },
    /// An API token together with an e-mail address.
    ApiToken {
        /// The token, and whose address it was.
        proven: Proven,
        /// What it may do, as far as its user's role reaches; absent: whatever that user may.
        scopes: Option<Scope>,
    },
    /// The cookie of a signed-in browser.
    Session {
        /// What proves that a change was asked for by one of this account's pages.
        authenticity_token: String,
    },
}

impl Caller {
    /// Who sent `request`; nobody, if it has no credentials.
    pub(super) async fn of(
        row: &Row,
        grantor: &Grantor,
        at: &At,
        request: &HttpRequest,
    ) -> Result<Option<Self>, Denied> {
        let header = header_text::only(request.headers(), AUTHORIZATION).map_err(|_| Denied::Unauthenticated)?;
        let in_query = Query::of(request)?.one("access_token")?.map(str::to_owned);
        match (header, in_query) {
            (Some(_), Some(_)) if row.takes_query_token() => Err(Denied::TwoTokens),
            (Some(header), _) => by_header(grantor, at, request, header).await.map(Some),
            (None, Some(token)) => {
                let taken = row.takes_query_token() && at.tenant.settings.query_access_token;
                if taken { by_token(grantor, at, &token).await.map(Some) } else { Err(Denied::invalid_token(at)) }
            }
            (None, None) => by_session(row, grantor, at, request).await,
        }
    }

    /// The first use of an access token is written down at once.
    pub(super) async fn note_use(&self, grantor: &Grantor) {
        if let Credential::Token { state, .. } = &self.credential {
            seen::note(grantor, state, grantor.now()).await;
        }
    }
}

async fn by_header(grantor: &Grantor, at: &At, request: &HttpRequest, header: &str) -> Result<Caller, Denied> {
    match bearer(header) {
        Ok(token) => by_token(grantor, at, token.reveal()).await,
        Err(Unreadable::Malformed) => Err(Denied::invalid_token(at)),
        Err(Unreadable::OtherScheme) => match read(header) {
            Ok(sent) => by_api_token(grantor, at, request, &sent).await,
            Err(_) => Err(Denied::Unauthenticated),
        },
    }
}

async fn by_api_token(
    grantor: &Grantor,
    at: &At,
    request: &HttpRequest,
    sent: &ApiTokenCredentials,
) -> Result<Caller, Denied> {
    let user_agent = header_text::first(request.headers(), USER_AGENT).unwrap_or_default();
    let shown = Shown { address: ClientAddress::of_request(request).0, user_agent, path: request.path() };
    let proven = api_token::prove(grantor, &at.tenant, at.since, sent, shown).await?;
    let (scopes, person) = (proven.scopes(grantor), &proven.person);
    let (user, actor, role) = (person.id, person.actor(), person.role);
    Ok(Caller { user, actor, role, credential: Credential::ApiToken { proven, scopes } })
}

async fn by_token(grantor: &Grantor, at: &At, token: &str) -> Result<Caller, Denied> {
    let unknown = || Denied::invalid_token(at);
    let state = grantor.access_token(&at.tenant, at.since, token).await?;
    let state = state.filter(|state| state.is_active(grantor.now())).ok_or_else(unknown)?;
    let scopes = state.scopes(&grantor.catalogue).into_owned();
    let (user, actor, role) = (state.user.id, state.user.actor(), state.user.role);
    Ok(Caller { user, actor, role, credential: Credential::Token { state, scopes } })
}

async fn by_session(row: &Row, grantor: &Grantor, at: &At, request: &HttpRequest) -> Result<Option<Caller>, Denied> {
    let Some(cookie) = cookies::sent(request, Names::of(at).session) else { return Ok(None) };
    let (tenant, now) = (at.tenant.id, grantor.now());
    let own = grantor.storage.own_secret().await?;
    let forms = FormKey::new(own, &at.issuer, &Secret::from(cookie.as_str()));
    let Some((_, user)) = grantor.storage.read(move |db| session::find(db, tenant, &cookie, now)).await? else {
        return Ok(None);
    };
    if row.writes() && !from_here(at, request, &forms) {
        return Err(Denied::OtherSite);
    }
    let authenticity_token = forms.form(FORM, "", Vec::new()).csrf;
    let credential = Credential::Session { authenticity_token };
    Ok(Some(Caller { user: user.id, actor: user.actor(), role: user.role, credential }))
}

/// Whether a change was asked for by one of this account's pages.
fn from_here(at: &At, request: &HttpRequest, forms: &FormKey) -> bool {
    let text = |name: &str| header_text::first(request.headers(), name);
    let origins = header_text::all(request.headers(), ORIGIN);
    let site = text("sec-fetch-site");
    let named = !origins.is_empty() || site.is_some();
    named
        && form::from_here(&at.issuer, &origins, site)
        && text(CSRF).is_some_and(|value| forms.proves(FORM, &[], value))
}
