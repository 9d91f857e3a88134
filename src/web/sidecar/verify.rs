//! `ANY /sidecar/verify{/*}`: may this request go through, and whose is it?

use std::sync::Arc;
use std::time::Instant;

use actix_web::http::header::{AUTHORIZATION, HOST};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use futures_util::future::join;

use crate::protocol::api_token::api_token;
use crate::protocol::bearer::{Unreadable, bearer};
use crate::protocol::scope::Scope;
use crate::resource_servers::ResourceServer;
use crate::secret::Secret;
use crate::server::Grantor;
use crate::tenants::{Tenant, TenantId};
use crate::users::{Role, email_key};
use crate::web::api_token::{self, Shown};
use crate::web::body::Body;
use crate::web::caller::Caller;
use crate::web::early::Early;
use crate::web::header_text;
use crate::web::seen;
use crate::web::sidecar::answer::Refusal;
use crate::web::sidecar::asked::{Asked, Misread};
use crate::web::sidecar::identity::{self, Identity};
use crate::web::sidecar::listener::OwnListener;
use crate::web::sidecar::{proxy, relayed};
use crate::web::tenant::{Address, Named};

/// The word that lets an admin act for an end user.
const IMPERSONATE: &str = "impersonate";

/// The body is read to its end, although nothing in it counts: an unread one would cost the connection.
pub async fn verify(grantor: Data<Grantor>, request: HttpRequest, caller: Caller, _body: Body) -> HttpResponse {
    let asked = Asked::read(grantor.config.sidecar.dialect, &request, &grantor.config.trusted_proxies);
    let answered = answer(&grantor, &request, &caller, asked).await;
    answered.unwrap_or_else(|refusal| refusal.answer(Some(grantor.config.sidecar.dialect), realm(&request)))
}

/// The same for a sidecar that has read the question itself and knows what its own proxy can carry.
pub async fn relayed(grantor: Data<Grantor>, request: HttpRequest, caller: Caller, _body: Body) -> HttpResponse {
    let answered = answer(&grantor, &request, &caller, relayed::read(&request)).await;
    answered.unwrap_or_else(|refusal| {
        let unproven = refusal.is_of_proxy();
        let mut answer = refusal.answer(None, realm(&request));
        if unproven {
            *answer.status_mut() = relayed::UNPROVEN;
        }
        answer
    })
}

/// What a refusal says that credentials are for.
fn realm(request: &HttpRequest) -> &str {
    header_text::first(request.headers(), HOST).unwrap_or_default()
}

/// 1. The proxy proves itself. 2. What it asks about. 3. Of which tenant. 4. Preflights pass. 5. Whose request it is.
/// 6. Whether it may. 7. For whom.
async fn answer(
    grantor: &Grantor,
    request: &HttpRequest,
    caller: &Caller,
    asked: Result<Asked, Misread>,
) -> Result<HttpResponse, Refusal> {
    let (address, credentials) = (Address::of(grantor, request), Credentials::read(request));
    let supposed = address.supposed(grantor).or_else(|| supposed(grantor, asked.as_ref().ok()?));
    let early = Early::look(grantor, supposed, credentials.as_ref().ok().and_then(Credentials::access_token));
    let (question, early) = join(question(grantor, request, caller, address, asked), early).await;
    let question = question?;
    let Question { tenant, asked, .. } = &question;
    if asked.preflight {
        return Ok(identity::answer(tenant, None));
    }
    let mut who = match credentials? {
        Credentials::AccessToken(token) => by_access_token(grantor, &question, &token, early?).await?,
        Credentials::Other(header) => by_api_token(grantor, &question, header).await?,
    };
    may(grantor, &question, &who)?;
    if let Some(email) = &asked.on_behalf_of {
        who.identity.on_behalf_of = Some(acted_for(grantor, tenant, &who, email).await?);
    }
    Ok(identity::answer(tenant, Some(&who.identity)))
}

/// What is asked, by a proxy that has proven itself: about a request to which tenant, and for an API of which resources
/// (none: of all). What it looks up need not be newer than `since`.
struct Question {
    tenant: Arc<Tenant>,
    resources: Option<Vec<String>>,
    asked: Asked,
    since: Instant,
}

async fn question(
    grantor: &Grantor,
    request: &HttpRequest,
    caller: &Caller,
    address: Address,
    asked: Result<Asked, Misread>,
) -> Result<Question, Refusal> {
    let (own, since) = (request.app_data::<Data<OwnListener>>().is_some(), Instant::now());
    let door = match address.named(grantor).await? {
        Named::Tenant(at) => Some(at.tenant),
        Named::Base => None,
        // Whoever asks at the sidecar's own listener may call it whatever they like.
        Named::Unknown | Named::Malformed if own => None,
        Named::Unknown | Named::Malformed => return Err(Refusal::NoAccount),
    };
    let owner = door.as_ref().map_or(TenantId::PLATFORM, |tenant| tenant.id);
    let resources = if own { None } else { prove(grantor, owner, since, caller, request).await?.resources.clone() };
    let asked = asked?;
    let tenant = match door {
        Some(tenant) => tenant,
        None => by_original_host(grantor, &asked).await?,
    };
    Ok(Question { tenant, resources, asked, since })
}

/// What the original request shows for itself.
enum Credentials<'a> {
    AccessToken(Secret),
    /// In another scheme.
    Other(&'a str),
}

impl<'a> Credentials<'a> {
    fn read(request: &'a HttpRequest) -> Result<Self, Refusal> {
        let Ok(Some(header)) = header_text::only(request.headers(), AUTHORIZATION) else {
            return Err(Refusal::NoCredentials);
        };
        match bearer(header) {
            Ok(token) => Ok(Self::AccessToken(token)),
            Err(Unreadable::Malformed) => Err(Refusal::WrongBearer),
            Err(Unreadable::OtherScheme) => Ok(Self::Other(header)),
        }
    }

    fn access_token(&self) -> Option<&str> {
        match self {
            Self::AccessToken(token) => Some(token.reveal()),
            Self::Other(_) => None,
        }
    }
}

async fn prove(
    grantor: &Grantor,
    owner: TenantId,
    since: Instant,
    caller: &Caller,
    request: &HttpRequest,
) -> Result<Arc<ResourceServer>, Refusal> {
    proxy::prove(grantor, owner, since, caller, request).await.map_err(Refusal::Proxy)
}

/// At the base domain the original request's host says whose it is.
async fn by_original_host(grantor: &Grantor, asked: &Asked) -> Result<Arc<Tenant>, Refusal> {
    let subdomain = original_subdomain(grantor, asked).ok_or(Refusal::NoAccount)?;
    grantor.directory.tenants.get(subdomain).await?.ok_or(Refusal::NoAccount)
}

fn supposed(grantor: &Grantor, asked: &Asked) -> Option<TenantId> {
    Some(grantor.directory.tenants.supposed(|| original_subdomain(grantor, asked))?.id)
}

fn original_subdomain(grantor: &Grantor, asked: &Asked) -> Option<String> {
    grantor.config.public_url.subdomain(asked.host.as_deref()?)
}

/// Whose request it is, and what they may do anywhere; nothing said: all that their role may.
struct Who {
    identity: Identity,
    held: Option<Scope>,
}

impl Who {
    /// The refusal of a request that needs `word`.
    fn lacks(&self, word: &str) -> Refusal {
        Refusal::Scope { word: word.to_owned(), bearer: self.identity.client.is_some() }
    }
}

async fn by_access_token(grantor: &Grantor, question: &Question, token: &Secret, early: Early) -> Result<Who, Refusal> {
    let now = grantor.now();
    let state = early.at(grantor, &question.tenant, question.since, token.reveal()).await?;
    let state = state.filter(|state| state.is_active(now)).ok_or(Refusal::WrongBearer)?;
    seen::note(grantor, &state, now).await;
    let held = state.scopes(&grantor.catalogue).into_owned();
    let identity = Identity {
        user: state.user.id,
        external_id: state.user.external_id.clone(),
        email: state.user.email.clone(),
        role: state.user.role,
        on_behalf_of: None,
        client: Some(state.client.identifier.clone()),
        scopes: told(grantor, question.resources.as_deref(), held.clone(), state.user.role),
        credential: "oauth",
    };
    Ok(Who { identity, held: Some(held) })
}

async fn by_api_token(grantor: &Grantor, question: &Question, header: &str) -> Result<Who, Refusal> {
    let Question { tenant, asked, .. } = question;
    let sent = api_token(header).map_err(|_| Refusal::WrongBasic)?;
    let path = asked.target.split('?').next().unwrap_or_default();
    let shown = Shown { address: Some(asked.address), user_agent: &asked.user_agent, path };
    let proven = api_token::prove(grantor, tenant, question.since, &sent, shown).await?;
    let (held, person) = (proven.scopes(grantor), &proven.person);
    let identity = Identity {
        user: person.id,
        external_id: person.external_id.clone(),
        email: person.email.clone(),
        role: person.role,
        on_behalf_of: None,
        client: None,
        scopes: told(grantor, question.resources.as_deref(), held.clone().unwrap_or_else(everything), person.role),
        credential: "api_token",
    };
    Ok(Who { identity, held })
}

/// What a token that nobody has narrowed is told to have.
fn everything() -> Scope {
    "read write".parse().unwrap_or_default()
}

/// What concerns an API of these `resources` (none: of all) of `scopes`, which somebody with this `role` has.
fn told(grantor: &Grantor, resources: Option<&[String]>, scopes: Scope, role: Role) -> Scope {
    match resources {
        Some(resources) => grantor.catalogue.cut_to_resources(&scopes, resources, role),
        None => scopes,
    }
}

/// Whether `who` may what is asked: by the table of routes, otherwise by the method. What is not for their role is not
/// theirs by a broad word either, nor by a token without scopes.
fn may(grantor: &Grantor, Question { resources, asked, .. }: &Question, who: &Who) -> Result<(), Refusal> {
    let (needed, role) = (asked.needed(&grantor.routes)?, who.identity.role);
    let (catalogue, held) = (&grantor.catalogue, who.held.as_ref());
    let itself = || catalogue.is_for(needed, role) && held.is_none_or(|held| catalogue.covers(held, needed));
    // For an API of named resources, to read everything is to read these.
    let all_of_these = || {
        let Some(resources) = resources.as_deref().filter(|_| needed == asked.by_method()) else { return false };
        let meant = catalogue.cut_to_resources(&needed.parse().unwrap_or_default(), resources, role);
        !meant.is_empty() && held.is_none_or(|held| catalogue.contains(held, &meant))
    };
    let may = !who.identity.scopes.is_empty() && (itself() || all_of_these());
    if may { Ok(()) } else { Err(who.lacks(needed)) }
}

/// The end user for whom an admin asks whose token has the word for that.
async fn acted_for(grantor: &Grantor, tenant: &Tenant, who: &Who, email: &str) -> Result<String, Refusal> {
    let held = who.held.as_ref().is_some_and(|held| grantor.catalogue.covers(held, IMPERSONATE));
    if !held || who.identity.role != Role::Admin {
        return Err(who.lacks(IMPERSONATE));
    }
    let person = grantor.directory.people.get((tenant.id.number(), email_key(email))).await?;
    let person = person.filter(|person| person.role == Role::EndUser && !person.suspended);
    person.map(|person| person.email.clone()).ok_or(Refusal::OnBehalfOf)
}
