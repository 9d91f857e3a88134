//! Where a page that says what went wrong leads on to: never to what this server does not show.

use crate::web::access::home::{self, admin_center};
use crate::web::access::login;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::{Problem, Way};
use crate::web::visit::Visit;

/// The ways on from `problem`, the likeliest first.
pub(super) fn ways(visit: &Visit, problem: &Problem) -> Vec<Way> {
    let asked_again = |asked: &str| Some(way(visit, asked, "problem-again"));
    let ways = match problem {
        Problem::Stale(Some(asked)) => [asked_again(&asked.again), None],
        Problem::AdminsOnly => {
            [sign_in(visit, &visit.sign_in_address(&visit.here), "problem-other-account"), home(visit)]
        }
        Problem::LinkSpent => [sign_in(visit, login::PATH, "sign-in-submit"), None],
        Problem::NotFound | Problem::MethodNotAllowed => [center(visit).or_else(|| home(visit)), None],
        _ => [None, None],
    };
    ways.into_iter().flatten().collect()
}

fn way(visit: &Visit, href: &str, name: &'static str) -> Way {
    Way { href: href.to_owned(), name: Phrase::new(visit.language(), name) }
}

fn sign_in(visit: &Visit, href: &str, name: &'static str) -> Option<Way> {
    visit.grantor.config.surfaces.pages.then(|| way(visit, href, name))
}

/// For an admin who went astray in the Admin Center.
fn center(visit: &Visit) -> Option<Way> {
    let (_, user) = visit.signed_in.as_ref()?;
    let center = admin_center(visit, user).filter(|center| visit.here.starts_with(center.as_str()))?;
    Some(way(visit, &center, "admin-center"))
}

fn home(visit: &Visit) -> Option<Way> {
    match &visit.signed_in {
        Some(_) => sign_in(visit, home::PATH, "account-home"),
        None => sign_in(visit, login::PATH, "sign-in-submit"),
    }
}
