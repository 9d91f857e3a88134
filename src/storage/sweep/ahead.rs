//! A clock that is ahead of everything that is kept: for ten seconds by a mistake, and all that people hold would be over.
//!
//! So before anything is deleted the clock is held against the last sweep, or, before the first one, against what audit
//! logs tell. If it is more than a day past it, nothing is deleted until it has said so for an hour: a machine that was
//! off for long sweeps an hour later, and one whose clock is wrong is found out, or mends itself.

use std::time::{Duration, Instant};

use diesel::dsl::max;
use diesel::prelude::*;

use crate::clock::Moment;
use crate::storage::schema::{audit_events, leases};
use crate::storage::{Db, Failure, Result, Storage, Tx};

/// The name of the row that says until when was swept.
const NAME: &str = "swept";

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// For how long a clock has to insist.
const INSISTS: Duration = Duration::from_secs(HOUR.unsigned_abs());

/// Since when the clock is ahead, if it is.
#[derive(Debug, Default)]
pub(super) struct Ahead(pub(super) Option<Instant>);

impl Storage {
    /// Whether `now` can be: then it is kept for the next time, once an hour.
    pub(super) async fn believes(&self, now: Moment, ahead: &mut Ahead) -> Result<bool> {
        let known = self.read(newest).await?;
        let by = known.map_or(0, |known| now.seconds_since(known));
        if by <= DAY {
            ahead.0 = None;
        } else if ahead.0.get_or_insert_with(|| tell(now, by)).elapsed() < INSISTS {
            return Ok(false);
        }
        let differs = |known: Moment| now.seconds_since(known).max(known.seconds_since(now)) >= HOUR;
        if known.is_none_or(differs) {
            self.write(move |tx| keep(tx, now)).await?;
        }
        Ok(true)
    }
}

/// Says so, once. Since when that is.
fn tell(now: Moment, by: i64) -> Instant {
    tracing::warn!(
        clock = now.rfc3339(),
        days = by / DAY,
        "the clock is ahead of everything that is kept: what has expired by it is deleted in an hour, not now; if the \
         clock is right, nothing has to be done, otherwise set it right"
    );
    Instant::now()
}

/// When was swept last, or else something happened.
fn newest(db: &mut Db) -> Result<Option<Moment>> {
    let swept = leases::table.find(NAME).select(leases::expires_at).get_result(db).optional()?;
    if swept.is_some() {
        return Ok(swept);
    }
    Ok(audit_events::table.select(max(audit_events::created_at)).get_result(db)?)
}

fn keep(tx: &mut Tx<'_>, now: Moment) -> Result<(), Failure> {
    if diesel::update(leases::table.find(NAME)).set(leases::expires_at.eq(now)).execute(tx.db)? == 0 {
        let row = (leases::name.eq(NAME), leases::holder.eq(""), leases::expires_at.eq(now));
        diesel::insert_into(leases::table).values(row).execute(tx.db)?;
    }
    Ok(())
}
