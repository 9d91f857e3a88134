//! A person's request for a page: the tenant, the session if they are signed in, the language, and the
//! secret that their forms are signed with.
//!
//! Two cookies, never one in the other's place: the session's, and before sign-in a *visit's*, which only
//! signs forms. Signing in ends the visit, so nothing that was planted before sign-in counts after it.

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, LOCATION, ORIGIN, RETRY_AFTER, USER_AGENT};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use crate::audit::{Actor, Origin, Stamp};
use crate::secret::{Kind, Secret};
use crate::server::Grantor;
use crate::storage::Failure;
use crate::users::User;
use crate::users::session::{self, Session};
use crate::web::address::ClientAddress;
use crate::web::cookies::{self, Names};
use crate::web::header_text;
use crate::web::look;
use crate::web::pages::brand;
use crate::web::pages::form::{self, FormKey};
use crate::web::pages::frame::{Account, Frame};
use crate::web::pages::headers::{Answer, headers};
use crate::web::pages::language::{CHOICE, Language};
use crate::web::pages::problem::{Problem, ProblemPage};
use crate::web::problems::{self, links};
use crate::web::tenant::{At, refused, unknown_account};
use crate::web::trace::Reference;
use crate::web::ways::ways;

/// A person's request.
pub struct Visit {
    /// The server.
    pub grantor: Data<Grantor>,
    /// The tenant.
    pub at: At,
    /// Who is signed in.
    pub signed_in: Option<(Session, User)>,
    /// Signs this browser's forms.
    pub forms: FormKey,
    /// The address of the browser behind trusted proxies.
    pub address: String,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Whether a POST came from one of this tenant's pages.
    pub from_here: bool,
    /// What the answer and the log are found by.
    pub reference: Reference,
    /// Path and query of this request.
    pub here: String,
    language: Language,
    session_cookie: Option<String>,
    cookies: Vec<Cookie<'static>>,
}

impl FromRequest for Visit {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let at = At::from_request(&request, payload);
        Box::pin(async move {
            let at = at.await?;
            if !at.tenant.active {
                return Err(unknown_account(&request));
            }
            let grantor = request.app_data::<Data<Grantor>>().cloned();
            let grantor = grantor.ok_or_else(|| actix_web::error::ErrorInternalServerError("no server"))?;
            match Self::new(grantor.clone(), at.clone(), &request).await {
                Ok(visit) => Ok(visit),
                Err(failure) => {
                    tracing::error!(%failure, "storage gave no answer");
                    let answer = problems::answer(&grantor, &request, problems::of(&failure));
                    Err(refused(failure, answer))
                }
            }
        })
    }
}

impl Visit {
    /// 1. Who is signed in. 2. What signs the forms: the session's cookie, or else a visit's. 3. The language.
    async fn new(grantor: Data<Grantor>, at: At, request: &HttpRequest) -> Result<Self, Failure> {
        let names = Names::of(&at);
        let session_cookie = cookies::sent(request, names.session);
        let signed_in = signed_in(&grantor, &at, session_cookie.clone()).await?;
        let mut cookies = Vec::new();
        let session = session_cookie.clone().filter(|_| signed_in.is_some());
        let secret = session.unwrap_or_else(|| visit(&grantor, request, &names, &mut cookies));
        let person = signed_in.as_ref().and_then(|(_, user)| user.locale.as_deref());
        Ok(Self {
            language: language(request, &at, person, &names, &mut cookies),
            from_here: from_here(request, &at),
            forms: FormKey::new(grantor.storage.own_secret().await?, &at.issuer, &Secret::from(secret.as_str())),
            address: ClientAddress::of_request(request).to_string(),
            user_agent: header_text::first(request.headers(), USER_AGENT).unwrap_or_default().to_owned(),
            reference: Reference::of(request),
            here: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
            grantor,
            at,
            signed_in,
            session_cookie,
            cookies,
        })
    }

    /// What stands around a page. A page that answers a form cannot be asked for again, so it offers no languages.
    pub fn frame(&self, again: bool) -> Frame {
        let vendor = &self.grantor.config.vendor;
        Frame {
            language: self.language,
            account: Some(Account {
                name: self.at.tenant.name.clone(),
                address: self.grantor.config.public_url.authority(&self.at.tenant.subdomain),
                logo: self.at.tenant.logo_id.as_deref().map(look::logo),
                brand: brand::link(self.at.tenant.settings.accent.as_deref()),
            }),
            vendor: vendor.name.clone(),
            links: links(vendor),
            here: again.then(|| self.here.clone()),
            now: self.grantor.now(),
        }
    }

    /// A page.
    pub fn page(&self, kind: Answer, status: StatusCode, page: &impl Template) -> HttpResponse {
        match page.render() {
            Ok(html) => self.answer(kind, status).body(html),
            Err(error) => {
                tracing::error!(%error, reference = %self.reference, "a page could not be rendered");
                HttpResponse::InternalServerError().finish()
            }
        }
    }

    /// A page that says what went wrong.
    pub fn problem(&self, problem: Problem) -> HttpResponse {
        tracing::info!(problem = problem.name(), reference = %self.reference, "refused");
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let wait = problem.retry_after();
        let ways = ways(self, &problem);
        let page = ProblemPage { frame: self.frame(false), problem, ways, reference: self.reference.to_string() };
        let mut answer = self.page(Answer::Page, status, &page);
        if let Some(seconds) = wait {
            answer.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        answer
    }

    /// The page that says that storage gave no answer.
    pub fn failed(&self, failure: &Failure) -> HttpResponse {
        tracing::error!(%failure, reference = %self.reference, "storage gave no answer");
        self.problem(problems::of(failure))
    }

    /// On to `location`, with 303: never 307, which would send a form with its password on.
    pub fn redirect(&self, location: &str) -> HttpResponse {
        self.answer(Answer::Flow, StatusCode::SEE_OTHER).insert_header((LOCATION, location)).finish()
    }

    /// A file that is no page, to be kept by nobody on the way.
    pub fn file(&self) -> actix_web::HttpResponseBuilder {
        self.answer(Answer::Page, StatusCode::OK)
    }

    /// The session's cookie as it was sent, whether or not it opens anything.
    pub fn session_cookie(&self) -> Option<&str> {
        self.session_cookie.as_deref()
    }

    /// What a change is marked with that `actor` makes now by this request.
    pub fn stamp(&self, actor: Actor, event: i64) -> Stamp {
        Origin { actor, address: self.address.clone() }.stamp(event, self.grantor.now())
    }

    /// The language of the answer.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The address of the sign-in page that leads back to `here`.
    pub fn sign_in_address(&self, here: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("return_to", here).finish();
        format!("/access/login?{query}")
    }

    /// The same for whoever has sent a form and is not signed in any more: it says so.
    pub fn sign_in_again_address(&self, here: &str) -> String {
        format!("{}&ended=1", self.sign_in_address(here))
    }

    /// Takes the session's cookie into the answer, in place of the visit's.
    pub fn sign_in(&mut self, secret: &Secret) {
        let names = Names::of(&self.at);
        self.cookies = vec![names.cookie(names.session, secret.reveal().to_owned()), names.removal(names.visit)];
    }

    /// Takes both cookies away.
    pub fn sign_out(&mut self) {
        let names = Names::of(&self.at);
        self.cookies = vec![names.removal(names.session), names.removal(names.visit)];
    }

    fn answer(&self, kind: Answer, status: StatusCode) -> actix_web::HttpResponseBuilder {
        let mut answer = HttpResponse::build(status);
        for header in headers(kind) {
            answer.insert_header(header);
        }
        for cookie in &self.cookies {
            answer.cookie(cookie.clone());
        }
        answer
    }
}

async fn signed_in(grantor: &Grantor, at: &At, cookie: Option<String>) -> Result<Option<(Session, User)>, Failure> {
    let Some(cookie) = cookie else { return Ok(None) };
    let (tenant, now) = (at.tenant.id, grantor.now());
    grantor.storage.read(move |db| session::find(db, tenant, &cookie, now)).await
}

/// The secret of the visit that the browser proves, or of a new one.
fn visit(grantor: &Grantor, request: &HttpRequest, names: &Names, cookies: &mut Vec<Cookie<'static>>) -> String {
    let sent = cookies::sent(request, names.visit).filter(|secret| secret.len() >= 32);
    sent.unwrap_or_else(|| {
        let fresh = Secret::mint("", Kind::Session, grantor.now(), &grantor.entropy.bytes()).reveal().to_owned();
        cookies.push(names.cookie(names.visit, fresh.clone()));
        fresh
    })
}

/// A language chosen by a link is kept in a cookie.
fn language(
    request: &HttpRequest,
    at: &At,
    person: Option<&str>,
    names: &Names,
    cookies: &mut Vec<Cookie<'static>>,
) -> Language {
    let link = form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == CHOICE);
    let chosen = link.and_then(|(_, tag)| Language::from_tag(&tag));
    if let Some(language) = chosen {
        cookies.push(names.cookie(names.language, language.tag().to_owned()));
        return language;
    }
    let kept = cookies::sent(request, names.language);
    let tenant = at.tenant.settings.locale.as_deref().unwrap_or("en");
    Language::choose(kept.as_deref(), person, header_text::first(request.headers(), ACCEPT_LANGUAGE), tenant)
}

fn from_here(request: &HttpRequest, at: &At) -> bool {
    let fetch_site = header_text::first(request.headers(), "sec-fetch-site");
    form::from_here(&at.issuer, &header_text::all(request.headers(), ORIGIN), fetch_site)
}
