//! Who may come in: an admin who is signed in. Everybody else is told so, in a page.

use actix_web::dev::Payload;
use actix_web::http::header::REFERER;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::denied::Denied;
use super::query::Query;
use crate::audit::Stamp;
use crate::protocol::parameters::Parameters;
use crate::protocol::return_to::return_to_issuer;
use crate::storage::{Db, Outcome, Result as Stored, Tx};
use crate::tenants::TenantId;
use crate::users::{Role, User};
use crate::web::access::{field, home, logout, own_form};
use crate::web::body::Body;
use crate::web::header_text;
use crate::web::pages::admin::DONE;
use crate::web::pages::admin::shell::{Section, Shell};
use crate::web::pages::form::{self, Form};
use crate::web::pages::headers::Answer;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// An admin's request. As an extractor it sends whoever is not signed in to the sign-in page and back, and answers
/// 403 to whoever is no admin, 400 to what no page can look for.
pub(super) struct Admin {
    /// The request.
    pub(super) visit: Visit,
    /// Who it is.
    pub(super) user: User,
}

impl FromRequest for Admin {
    type Error = actix_web::Error;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (visit, readable) = (Visit::from_request(request, payload), Query::is_readable(request));
        let request = request.clone();
        Box::pin(async move {
            let visit = visit.await?;
            match visit.signed_in.clone() {
                Some((_, user)) if user.role == Role::Admin && !readable => {
                    Err(instead(visit.problem(Problem::Unreadable)))
                }
                Some((_, user)) if user.role == Role::Admin => Ok(Self { visit, user }),
                Some(_) => Err(instead(visit.problem(Problem::AdminsOnly))),
                None => Err(instead(visit.redirect(&sign_in(&visit, &request)))),
            }
        })
    }
}

/// The sign-in page that leads back here, or, for a form, to the page that it stands on: what is posted has no page of
/// its own to come back to.
fn sign_in(visit: &Visit, request: &HttpRequest) -> String {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return visit.sign_in_address(&visit.here);
    }
    let home = Section::FirstSteps.path();
    let referer = header_text::first(request.headers(), REFERER).unwrap_or_default();
    let page = return_to_issuer(&visit.at.issuer, referer).filter(|path| path.starts_with(home));
    visit.sign_in_again_address(page.unwrap_or(home))
}

fn instead(response: HttpResponse) -> actix_web::Error {
    actix_web::error::InternalError::from_response("not for them", response).into()
}

impl Admin {
    /// Whose account it is.
    pub(super) fn tenant(&self) -> TenantId {
        self.visit.at.tenant.id
    }

    /// Runs `query`, which reads by key, at the read door.
    pub(super) async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut Db) -> Stored<T, E> + Send + 'static,
    ) -> Result<T, Denied>
    where
        T: Send + 'static,
        E: From<crate::storage::Failure> + Into<Denied> + Send + 'static,
    {
        self.visit.grantor.storage.read(query).await.map_err(Into::into)
    }

    /// Runs `query`, which lists, searches or counts, at the read door.
    pub(super) async fn search<T, E>(
        &self,
        query: impl FnOnce(&mut Db) -> Stored<T, E> + Send + 'static,
    ) -> Result<T, Denied>
    where
        T: Send + 'static,
        E: From<crate::storage::Failure> + Into<Denied> + Send + 'static,
    {
        self.visit.grantor.storage.search(query).await.map_err(Into::into)
    }

    /// Runs `job` at the write door, with the stamp of this request for its event.
    pub(super) async fn write<T, E>(
        &self,
        mut job: impl FnMut(&mut Tx<'_>, &Stamp) -> Stored<T, E> + Send + 'static,
    ) -> Result<T, Denied>
    where
        T: Send + 'static,
        E: Outcome + Into<Denied> + Send + 'static,
    {
        let stamp = self.stamp().await?;
        self.visit.grantor.storage.write(move |tx| job(tx, &stamp)).await.map_err(Into::into)
    }

    async fn stamp(&self) -> Result<Stamp, Denied> {
        let [event] = self.visit.grantor.storage.ids().await?;
        Ok(self.visit.stamp(self.user.actor(), event))
    }

    /// The form of the page at `path`, with what comes back as it was.
    pub(super) fn form(&self, path: &str, hidden: &[(&str, String)]) -> Form {
        self.visit.forms.form(path, path, owned(hidden))
    }

    /// The fields of that form, if it is this session's and nothing that was hidden in it has changed.
    pub(super) fn submitted(&self, body: Body, path: &str, hidden: &[&'static str]) -> Result<Parameters, Denied> {
        let fields = own_form(&self.visit, body)?;
        let values: Result<Vec<_>, Problem> =
            hidden.iter().map(|name| Ok(((*name).to_owned(), field(&fields, name)?))).collect();
        if !self.visit.forms.proves(path, &values?, &field(&fields, form::FIELD)?) {
            return Err(Problem::Stale(None).into());
        }
        Ok(fields)
    }

    /// What stands around a page of `section`; `again` if it can be asked for again.
    pub(super) fn shell(&self, section: Section, again: bool) -> Shell {
        Shell {
            frame: self.visit.frame(again),
            person: self.user.name.clone(),
            home: self.visit.grantor.config.surfaces.pages.then(|| home::PATH.to_owned()),
            sign_out: self.visit.forms.form(logout::FORM, logout::FORM, Vec::new()),
            section,
            done: again.then(|| self.done_before()).flatten(),
        }
    }

    /// What the address says was done just now; a word that means nothing says nothing.
    fn done_before(&self) -> Option<Phrase> {
        let query = self.visit.here.split_once('?')?.1;
        let (_, word) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "done")?;
        DONE.iter().find(|(known, _)| *known == word).map(|(_, message)| self.say(message))
    }

    /// A message in the language of the page.
    pub(super) fn say(&self, id: &'static str) -> Phrase {
        Phrase::new(self.visit.language(), id)
    }

    /// A page.
    pub(super) fn page(&self, page: &impl Template) -> HttpResponse {
        self.visit.page(Answer::Admin, StatusCode::OK, page)
    }

    /// The page of a form in which something cannot be so.
    pub(super) fn refused(&self, page: &impl Template) -> HttpResponse {
        self.visit.page(Answer::Admin, StatusCode::UNPROCESSABLE_ENTITY, page)
    }

    /// On to `path`, where it is said what was `done`.
    pub(super) fn done(&self, path: &str, done: &str) -> HttpResponse {
        self.visit.redirect(&format!("{path}?done={done}"))
    }

    /// What comes of a request.
    pub(super) fn answer(&self, outcome: Result<HttpResponse, Denied>) -> HttpResponse {
        match outcome {
            Ok(answer) => answer,
            Err(Denied::Problem(problem)) => self.visit.problem(problem),
            Err(Denied::Failure(failure)) => self.visit.failed(&failure),
            Err(Denied::Invalid(_)) => self.visit.problem(Problem::Unreadable),
        }
    }
}

fn owned(fields: &[(&str, String)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
