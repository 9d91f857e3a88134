//! `/access/link/{secret}`: a one-time link, with which a person chooses a password and is signed in.
//!
//! GET changes nothing, because mail programs and messengers open links on their own.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Path;
use zeroize::Zeroizing;

use crate::audit::Actor;
use crate::refused::{self, Flaw, Refused};
use crate::secret::{Kind, Secret};
use crate::storage::{Failure, Id, Tx};
use crate::users::session::NewSession;
use crate::users::sign_in_link::{self, Claim};
use crate::users::{User, password};
use crate::web::access::{field, home, own_form};
use crate::web::account;
use crate::web::body::Body;
use crate::web::pages::headers::Answer;
use crate::web::pages::problem::Problem;
use crate::web::pages::sign_in::{PasswordTrouble, SetPassword};
use crate::web::visit::Visit;

/// The form's name.
const FORM: &str = "/access/link";

/// Why there is no session.
enum Stopped {
    Problem(Problem),
    Failure(Failure),
}

impl From<Problem> for Stopped {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// Shows the form for a password, if the link is good.
pub async fn show(visit: Visit, secret: Path<String>) -> HttpResponse {
    match owner(&visit, &secret).await {
        Ok(user) => form(&visit, &secret, &user, None),
        Err(stopped) => answer(&visit, stopped),
    }
}

/// 1. The form is this visit's. 2. The password will do. 3. The link is claimed: password set, session opened.
pub async fn submit(mut visit: Visit, secret: Path<String>, body: Body) -> HttpResponse {
    match choose(&mut visit, &secret, body).await {
        Ok(answer) => answer,
        Err(stopped) => answer(&visit, stopped),
    }
}

fn answer(visit: &Visit, stopped: Stopped) -> HttpResponse {
    match stopped {
        Stopped::Problem(problem) => visit.problem(problem),
        Stopped::Failure(failure) => visit.failed(&failure),
    }
}

async fn owner(visit: &Visit, secret: &str) -> Result<User, Stopped> {
    let (tenant, now, link) = (visit.at.tenant.id, visit.grantor.now(), secret.to_owned());
    let found = visit.grantor.storage.read(move |db| sign_in_link::find(db, tenant, &link, now)).await?;
    found.ok_or(Stopped::Problem(Problem::LinkSpent))
}

async fn choose(visit: &mut Visit, secret: &str, body: Body) -> Result<HttpResponse, Stopped> {
    let parameters = own_form(visit, body)?;
    let user = owner(visit, secret).await?;
    if !visit.forms.proves(FORM, &[], &field(&parameters, "csrf")?) {
        return Err(Problem::Stale(None).into());
    }
    let chosen = Zeroizing::new(field(&parameters, "password")?);
    if let Err(problem) = password::check(&chosen, &user.email) {
        return Ok(form(visit, secret, &user, Some(trouble(&chosen, &problem))));
    }
    let cookie = claim(visit, secret, chosen).await?;
    visit.sign_in(&cookie);
    // Whoever had a password before may want to disconnect what came in with it.
    Ok(visit.redirect(if user.password.is_some() { account::password::CHANGED } else { home::PATH }))
}

async fn claim(visit: &Visit, secret: &str, chosen: Zeroizing<String>) -> Result<Secret, Stopped> {
    let grantor = &visit.grantor;
    let [session, login, change] = grantor.storage.ids().await?;
    let mut salt = [0; 16];
    salt.copy_from_slice(&grantor.entropy.bytes()[..16]);
    let password = grantor.sign_in.passwords.hash(chosen, salt).await?;
    let cookie = grantor.secret(Kind::Session);
    let session = NewSession {
        id: Id::new(session),
        cookie: cookie.clone(),
        address: visit.address.clone(),
        user_agent: visit.user_agent.clone(),
        lifetime: visit.at.tenant.settings.session_seconds(),
    };
    let previous = visit.session_cookie().map(Secret::from);
    let claim = Claim { link: Secret::from(secret), password: Some(password), session, previous };
    let stamps = [login, change].map(|event| visit.stamp(Actor::Anonymous, event));
    let tenant = visit.at.tenant.id;
    let job = move |tx: &mut Tx<'_>| sign_in_link::claim(tx, tenant, &claim, [&stamps[0], &stamps[1]]);
    match grantor.storage.write(job).await {
        Ok(_) => Ok(cookie),
        Err(Refused::Failure(failure)) => Err(failure.into()),
        Err(_) => Err(Problem::LinkSpent.into()),
    }
}

/// What a page says of a password that is refused.
pub(in crate::web) fn trouble(chosen: &str, problem: &refused::Problem) -> PasswordTrouble {
    match problem.flaw {
        _ if chosen.chars().count() < password::LEAST => PasswordTrouble::Short,
        Flaw::TooLong => PasswordTrouble::Long { maximum: number(password::MOST) },
        _ => PasswordTrouble::Guessable,
    }
}

/// A count, as messages take it.
pub(in crate::web) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn form(visit: &Visit, secret: &str, user: &User, trouble: Option<PasswordTrouble>) -> HttpResponse {
    let status = if trouble.is_none() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = SetPassword {
        frame: visit.frame(trouble.is_none()),
        email: user.email.clone(),
        minimum: number(password::LEAST),
        trouble,
        form: visit.forms.form(FORM, &format!("{FORM}/{secret}"), Vec::new()),
    };
    visit.page(Answer::Page, status, &page)
}
