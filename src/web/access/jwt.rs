//! `/access/jwt`: where the vendor sends people back to, with an assertion of who they are.
//!
//! It comes from another site by nature, so there is no CSRF value to ask for. What protects it: the assertion is for
//! this tenant only (`aud`), three minutes old at most, and signs in once (`jti`); the answer leads nowhere but into
//! this tenant. What that does not prevent: somebody who may sign in here can have another person's browser post
//! *their* assertion, so that this person works in the wrong account (login CSRF; RFC 9700 §4.7 has the same for
//! clients). A browser sends no cookie of ours with such a POST, so nothing here could tell the two apart, and an
//! `Origin` of the vendor's cannot be asked for, because vendors post from more places than their `sso_url`. What is
//! done about it: every page names who is signed in, the consent page above all, before anything is shared.
//!
//! For the same reason the session that the browser had ends only if the vendor is on the same site; from elsewhere
//! its cookie is not sent, but overwritten. By GET, which an account has to switch on, the assertion stands in the
//! address: this server writes no query into its log, but others on the way may.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::audit::Actor;
use crate::protocol::parameters::Parameters;
use crate::protocol::return_to::return_to_issuer;
use crate::secret::{Kind, Secret};
use crate::server::Grantor;
use crate::storage::{Failure, Id, Tx};
use crate::users::session::NewSession;
use crate::users::sso::sign_in::{Entry, NotSignedIn, sign_in};
use crate::users::sso::verify::{Unverified, verify};
use crate::users::sso::{Assertion, Reason, store};
use crate::web::access::{field, home};
use crate::web::body::Body;
use crate::web::pages::problem::Problem;
use crate::web::pages::sso::NotLetIn;
use crate::web::problems;
use crate::web::visit::Visit;

/// Where it is.
pub const PATH: &str = "/access/jwt";

/// `POST`: the fields `jwt` and `return_to`.
pub async fn submit(visit: Visit, body: Body) -> HttpResponse {
    match body.0 {
        Ok(parameters) => arrive(visit, &parameters).await,
        Err(_) => visit.problem(Problem::Unreadable),
    }
}

/// `GET`: the same in the query, if the account has switched that on.
pub async fn show(grantor: Data<Grantor>, visit: Visit, request: HttpRequest) -> HttpResponse {
    if !visit.at.tenant.settings.sso_get {
        return problems::method_not_allowed(grantor, request, "POST").await;
    }
    match Parameters::from_query(request.query_string()) {
        Ok(parameters) => arrive(visit, &parameters).await,
        Err(_) => visit.problem(Problem::Unreadable),
    }
}

/// 1. The assertion is verified. 2. It signs somebody in. 3. On, within this tenant.
async fn arrive(mut visit: Visit, parameters: &Parameters) -> HttpResponse {
    let (Ok(token), Ok(to)) = (field(parameters, "jwt"), field(parameters, "return_to")) else {
        return visit.problem(Problem::Unreadable);
    };
    let entered = match verified(&visit, &token).await {
        Ok(assertion) => enter(&visit, assertion).await,
        Err(stopped) => Err(stopped),
    };
    match entered {
        Ok(cookie) => {
            visit.sign_in(&cookie);
            let to = return_to_issuer(&visit.at.issuer, &to).unwrap_or(home::PATH).to_owned();
            visit.redirect(&to)
        }
        Err(Stopped::Refused(reason)) => refused(&visit, reason),
        Err(Stopped::Failure(failure)) => visit.failed(&failure),
        Err(Stopped::Problem(problem)) => visit.problem(problem),
    }
}

/// Why nobody is signed in.
enum Stopped {
    Refused(Reason),
    Failure(Failure),
    Problem(Problem),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

async fn verified(visit: &Visit, token: &str) -> Result<Assertion, Stopped> {
    if token.is_empty() {
        return Err(Stopped::Refused(Reason::TokenMissing));
    }
    let tenant = visit.at.tenant.id;
    let keys = visit.grantor.storage.read::<_, Failure>(move |db| store::keys(db, tenant)).await?;
    verify(token, &keys, &visit.grantor.seal, &visit.at.issuer, visit.grantor.now()).map_err(|why| match why {
        Unverified::Refused(reason) => Stopped::Refused(reason),
        Unverified::Seal(error) => {
            tracing::error!(%error, reference = %visit.reference, "a key of single sign-on cannot be used");
            Stopped::Problem(Problem::Internal)
        }
    })
}

async fn enter(visit: &Visit, assertion: Assertion) -> Result<Secret, Stopped> {
    let grantor = &visit.grantor;
    let [user, session, change, login] = grantor.storage.ids().await?;
    let cookie = grantor.secret(Kind::Session);
    let session = NewSession {
        id: Id::new(session),
        cookie: cookie.clone(),
        address: visit.address.clone(),
        user_agent: visit.user_agent.clone(),
        lifetime: visit.at.tenant.settings.session_seconds(),
    };
    let entry = Entry { assertion, user: Id::new(user), session, previous: visit.session_cookie().map(Secret::from) };
    let stamps = [visit.stamp(Actor::System, change), visit.stamp(Actor::Anonymous, login)];
    let tenant = visit.at.tenant.clone();
    let job = move |tx: &mut Tx<'_>| sign_in(tx, &tenant, &entry, [&stamps[0], &stamps[1]]);
    grantor.storage.write(job).await.map(|_| cookie).map_err(|why| match why {
        NotSignedIn::Refused(reason) => Stopped::Refused(reason),
        NotSignedIn::Failure(failure) => Stopped::Failure(failure),
    })
}

/// The log has the reason, for the vendor's developer; the person what they can do about it.
fn refused(visit: &Visit, reason: Reason) -> HttpResponse {
    let (tenant, word) = (&visit.at.tenant.subdomain, reason.name());
    tracing::info!(reason = word, why = %reason, tenant, reference = %visit.reference, "no single sign-on");
    visit.problem(Problem::NotLetIn(match reason {
        Reason::IssuedTooLongAgo | Reason::Expired | Reason::Replayed => NotLetIn::TooOld,
        Reason::AdminNotAllowed => NotLetIn::Admin,
        Reason::UserSuspended | Reason::UserDeleted => NotLetIn::ShutOut,
        Reason::EmailOfAnotherUser => NotLetIn::AddressTaken,
        _ => NotLetIn::Invalid,
    }))
}
