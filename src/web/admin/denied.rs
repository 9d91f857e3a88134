//! Why a page of the Admin Center does not do what was asked.

use crate::refused::{self, Refused};
use crate::storage::Failure;
use crate::web::pages::problem::Problem;

/// Why it is not done.
#[derive(Debug)]
pub(super) enum Denied {
    /// A page of its own says so.
    Problem(Problem),
    /// The form says what is wrong with which field.
    Invalid(Vec<refused::Problem>),
    /// Storage gave no answer.
    Failure(Failure),
}

impl From<Problem> for Denied {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What is not there, and what belongs to another account, is a page that is not there.
impl From<Refused> for Denied {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Invalid(problems) => Self::Invalid(problems),
            Refused::Unknown(_) => Self::Problem(Problem::NotFound),
            Refused::Failure(failure) => Self::Failure(failure),
        }
    }
}
