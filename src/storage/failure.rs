//! Why storage gave no answer, and what tells that apart from a refusal.

use diesel::result::{DatabaseErrorKind, Error};

/// Why storage gave no answer. Never a refusal: those are the caller's own type.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The queue is full: ask again later (503).
    #[error("storage is busy")]
    Overloaded,
    /// The database cannot be reached, or the commit's fate is unknown (503).
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// A query failed: a defect (500).
    #[error(transparent)]
    Query(Error),
    /// A row says something that the code does not understand, or a job panicked: a defect (500).
    #[error("{0}")]
    Corrupt(String),
}

/// What a query returns.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// What the write door asks of a job's error. A refusal takes back what was written before it, like a failure, unless
/// its type says that what was written belongs to it: "nothing was changed" is true then without anybody's care.
pub trait Outcome: From<Failure> {
    /// The failure, if it is one: some are worth another try.
    fn failure(&self) -> Option<&Failure>;

    /// Whether what was written before stands: a try that counts, a family that was revoked.
    fn stands(&self) -> bool {
        false
    }
}

impl Outcome for Failure {
    fn failure(&self) -> Option<&Failure> {
        Some(self)
    }
}

impl Failure {
    /// The same failure for one more of those who waited for the same query.
    pub(super) fn share(&self) -> Self {
        match self {
            Self::Overloaded => Self::Overloaded,
            Self::Unavailable(reason) => Self::Unavailable(reason.clone()),
            Self::Query(error) => Self::Corrupt(error.to_string()),
            Self::Corrupt(reason) => Self::Corrupt(reason.clone()),
        }
    }

    pub(super) fn closing() -> Self {
        Self::Unavailable("storage is closing".into())
    }
}

/// A lost connection, a full disk, a file that someone else holds: not the query's fault.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        if is_away(&error) { Self::Unavailable(error.to_string()) } else { Self::Query(error) }
    }
}

fn is_away(error: &Error) -> bool {
    match error {
        Error::BrokenTransactionManager => true,
        // The rollback fails because the connection is gone over which the commit failed.
        Error::RollbackErrorOnCommit { rollback_error, commit_error } => {
            is_away(rollback_error) || is_away(commit_error)
        }
        Error::DatabaseError(kind, information) => match kind {
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => true,
            DatabaseErrorKind::Unknown => is_environment(information.message()),
            _ => false,
        },
        _ => false,
    }
}

/// SQLite's words for SQLITE_BUSY, SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN and SQLITE_READONLY (it has no others:
/// they are not translated), and PostgreSQL's for a timeout, a server that is going down, and a disk that is full.
fn is_environment(message: &str) -> bool {
    const PREFIXES: [&str; 10] = [
        "database is locked",
        "database or disk is full",
        "disk I/O error",
        "unable to open database file",
        "attempt to write a readonly database",
        "canceling statement due to",
        "terminating connection due to",
        "the database system is",
        "could not extend file",
        "could not write",
    ];
    PREFIXES.iter().any(|prefix| message.starts_with(prefix))
}

/// What a panic said, as far as it said anything.
pub(super) fn panicked(panic: &(dyn std::any::Any + Send)) -> Failure {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Failure::Corrupt(format!("a job panicked: {}", said.unwrap_or("no message")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(says: &str) -> Error {
        Error::DatabaseError(DatabaseErrorKind::Unknown, Box::new(says.to_owned()))
    }

    #[test]
    fn what_a_database_cannot_do_for_now_is_no_defect() {
        for says in [
            "attempt to write a readonly database",
            "could not extend file \"base/5/16384\": No space left on device",
            "terminating connection due to administrator command",
        ] {
            assert!(matches!(Failure::from(unknown(says)), Failure::Unavailable(_)), "{says}");
        }
        assert!(matches!(Failure::from(unknown("no such column: x")), Failure::Query(_)));
    }

    #[test]
    fn a_connection_that_is_lost_at_a_commit_is_lost() {
        let lost = |commit_error| Error::RollbackErrorOnCommit {
            rollback_error: Box::new(Error::BrokenTransactionManager),
            commit_error: Box::new(commit_error),
        };
        assert!(matches!(Failure::from(lost(unknown("terminating connection"))), Failure::Unavailable(_)));
        let sound = Error::RollbackErrorOnCommit {
            rollback_error: Box::new(Error::NotFound),
            commit_error: Box::new(unknown("no such column: x")),
        };
        assert!(matches!(Failure::from(sound), Failure::Query(_)));
    }
}
