//! How attempts are counted: a row for each subject, taken up to the limit by a conditional UPDATE.

use diesel::prelude::*;

use super::WINDOW;
use crate::clock::{Moment, SKEW};
use crate::storage::schema::login_attempts as rows;
use crate::storage::{Db, Result};
use crate::tenants::TenantId;

/// What a count has come to.
pub struct Count {
    /// When it starts anew.
    pub until: Moment,
    /// `None`: there was a place. Otherwise there was none, and `true` says that this is the first try of the window
    /// that found none.
    pub over: Option<bool>,
}

/// Counts one more for `subject`, up to `most` within a window, and once beyond.
pub fn count(db: &mut Db, tenant: TenantId, subject: &[u8; 32], most: u32, now: Moment) -> Result<Count> {
    let most = i64::from(most);
    let anew = |until| Count { until, over: (most < 1).then_some(true) };
    let row = rows::table.find((tenant, subject.as_slice()));
    loop {
        // As `Moment::ends_window` has it.
        let latest = now.plus(WINDOW + SKEW);
        let running = row.filter(rows::window_ends_at.gt(now)).filter(rows::window_ends_at.le(latest));
        let running = running.filter(rows::attempts.le(most));
        let counted = diesel::update(running).set(rows::attempts.eq(rows::attempts + 1)).execute(db)?;
        if counted == 0 {
            let ended = row.filter(rows::window_ends_at.le(now).or(rows::window_ends_at.gt(latest)));
            let one = (rows::attempts.eq(1), rows::window_ends_at.eq(now.plus(WINDOW)));
            if diesel::update(ended).set(one).execute(db)? == 1 {
                return Ok(anew(now.plus(WINDOW)));
            }
        }
        let kept: Option<(Moment, i64)> =
            row.select((rows::window_ends_at, rows::attempts)).get_result(db).optional()?;
        match kept {
            None => return first(db, tenant, subject, now.plus(WINDOW)).map(|()| anew(now.plus(WINDOW))),
            // Someone else's first, committed since the UPDATE looked for it: this one is not counted yet.
            Some((_, attempts)) if counted == 0 && attempts <= most => {}
            Some((until, attempts)) => return Ok(Count { until, over: (attempts > most).then_some(counted == 1) }),
        }
    }
}

fn first(db: &mut Db, tenant: TenantId, subject: &[u8; 32], until: Moment) -> Result<()> {
    let columns = (
        rows::tenant_id.eq(tenant),
        rows::subject.eq(subject.as_slice()),
        rows::window_ends_at.eq(until),
        rows::attempts.eq(1),
    );
    diesel::insert_into(rows::table).values(columns).execute(db)?;
    Ok(())
}

/// Counts one less for `subject`, if its window still is the one that ends at `until`.
pub fn give_back(db: &mut Db, tenant: TenantId, subject: &[u8; 32], until: Moment) -> Result<()> {
    let row = rows::table.find((tenant, subject.as_slice()));
    let same = row.filter(rows::window_ends_at.eq(until)).filter(rows::attempts.gt(0));
    diesel::update(same).set(rows::attempts.eq(rows::attempts - 1)).execute(db)?;
    Ok(())
}
