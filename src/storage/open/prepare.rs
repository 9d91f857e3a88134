//! What must be true of a database before anybody is served from it.

use super::unsuitable::Rights;
use super::{OpenError, Options, aside};
use crate::storage::connect::{Home, Purpose};
use crate::storage::{Db, Migrated, Steps, migrate, relocate};

/// Brings the schema up to date, or finds out why nobody can be served.
pub(super) fn prepare(home: &Home, options: &Options) -> Result<Migrated, OpenError> {
    aside(|| {
        let mut db = home.connect(Purpose::Write)?;
        let mut steps = examined(&mut db, options)?;
        let mut taken = Vec::new();
        if !steps.lacking.is_empty() {
            if !options.migrate {
                return Err(OpenError::Pending(steps.lacking));
            }
            taken = migrate::migrate(&mut db, home)?;
            // Another node may have taken them, in another role.
            steps = examined(&mut db, options)?;
        }
        if !steps.unknown.is_empty() {
            let steps = steps.unknown.join(", ");
            tracing::warn!(steps, "the database is ahead of this build: a newer one has migrated it");
        }
        match relocate::unfinished(&mut db)? {
            Some(source) if !options.unfinished => Err(OpenError::Unfinished(source)),
            _ => Ok(Migrated { taken, unknown: steps.unknown }),
        }
    })
}

/// How the schema stands, if whoever is connected may take the steps that it lacks, or serve as it is.
pub(super) fn examined(db: &mut Db, options: &Options) -> Result<Steps, OpenError> {
    let rights = Rights::of(db)?;
    rights.to_look()?;
    let steps = Steps::of(db)?;
    if !steps.needed.is_empty() {
        return Err(OpenError::Ahead(steps.needed));
    }
    let may = if options.migrate && !steps.lacking.is_empty() { rights.to_migrate() } else { rights.to_serve() };
    may?;
    Ok(steps)
}
