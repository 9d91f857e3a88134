//! Signing in and out, for people (contract §5).

pub mod home;
pub mod jwt;
pub mod link;
pub mod login;
pub mod logout;

use crate::protocol::parameters::Parameters;
use crate::web::body::Body;
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// The parameters of a form that one of this tenant's own pages sent.
pub(super) fn own_form(visit: &Visit, body: Body) -> Result<Parameters, Problem> {
    if !visit.from_here {
        return Err(Problem::ForeignOrigin);
    }
    body.0.map_err(|_| Problem::Unreadable)
}

/// A field of a form, empty if it is absent.
pub(super) fn field(parameters: &Parameters, name: &'static str) -> Result<String, Problem> {
    Ok(parameters.get(name).map_err(|_| Problem::Unreadable)?.unwrap_or_default().to_owned())
}
