//! Deletion of what has expired: small bites through the write door, all the time, so that there is no
//! janitor to run and no table that grows for ever.
//!
//! Most rows stay for a while after they expired, because administrators ask what was. The salts of
//! refreshes do not: with a salt and an old refresh token its successor can be derived again, so
//! they go as soon as no leeway reaches them. Triggers and `DELETE` over a whole table were refused: the first are not
//! everywhere, the second holds up everyone else.

mod access_tokens;
mod ahead;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{Db, Result, Storage};
use crate::clock::Moment;

/// How much is deleted, and how soon.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Rows that one transaction deletes at most (200).
    pub rows: usize,
    /// Transactions for each table in one call at most (20).
    pub bites: usize,
    /// What stays how long.
    pub retention: Retention,
}

/// Seconds that rows are kept after their end (30 days), by what they are.
#[derive(Clone, Copy, Debug)]
pub struct Retention {
    /// Access tokens, refresh tokens and their families.
    pub tokens: i64,
    /// Authorization codes.
    pub codes: i64,
    /// Sessions, sign-in links, and keys of single sign-on.
    pub sign_ins: i64,
    /// Events of audit logs, from when they were written; for ever, unless told.
    pub audit: Option<i64>,
}

/// How far the sweeps of one process have come.
#[derive(Debug, Default)]
pub struct Progress {
    access_tokens: access_tokens::Position,
    ahead: ahead::Ahead,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 200, bites: 20, retention: Retention::default() }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { tokens: 30 * DAY, codes: 30 * DAY, sign_ins: 30 * DAY, audit: None }
    }
}

const DAY: i64 = 24 * 60 * 60;

/// A refresh token lives up to 90 days, and as long as it does, its family says what a second use of it means.
const LONGEST: i64 = 90 * DAY;

/// What one call deleted from one table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// The table.
    pub table: &'static str,
    /// How many rows went.
    pub rows: usize,
    /// Whether there may be more: worth another call at once.
    pub more: bool,
}

/// A table whose rows expire.
struct Expiring {
    table: &'static str,
    /// The column beside `tenant_id` in its key.
    key: &'static str,
    /// The column that says when a row expires.
    end: &'static str,
    keep: Keep,
    /// What else has to be true of a row.
    unless: &'static str,
}

/// How long a row stays after its end.
enum Keep {
    Nothing,
    Tokens,
    Families,
    Codes,
    SignIns,
    Audit,
}

impl Expiring {
    const fn new(table: &'static str, key: &'static str, keep: Keep) -> Self {
        Self { table, key, end: "expires_at", keep, unless: "" }
    }
}

const TABLES: [Expiring; 13] = [
    Expiring::new("leeway_salts", "span", Keep::Nothing),
    Expiring { end: "window_ends_at", ..Expiring::new("login_attempts", "subject", Keep::Nothing) },
    Expiring { end: "ends_at", ..Expiring::new("folded_events", "subject", Keep::Nothing) },
    Expiring::new("sso_assertions", "digest", Keep::Nothing),
    Expiring::new("api_token_usage", "digest", Keep::Nothing),
    Expiring::new("api_token_announcements", "digest", Keep::Nothing),
    Expiring::new("webhook_deliveries", "id", Keep::Nothing),
    Expiring { end: "created_at", ..Expiring::new("audit_events", "id", Keep::Audit) },
    Expiring::new("sso_keys", "id", Keep::SignIns),
    Expiring::new("sign_in_links", "digest", Keep::SignIns),
    Expiring::new("authorization_codes", "digest", Keep::Codes),
    Expiring::new("sessions", "id", Keep::SignIns),
    Expiring::new("refresh_tokens", "id", Keep::Tokens),
];

/// A family says whether its tokens live: it goes after the last of them. Codes and refresh tokens are over by then,
/// since none lives for longer than [`LONGEST`]; an access token may never be.
const FAMILIES: Expiring = Expiring { unless: HELD, ..Expiring::new("token_families", "id", Keep::Families) };

const HELD: &str = "\
    AND NOT EXISTS (SELECT 1 FROM access_tokens a WHERE a.tenant_id = t.tenant_id AND a.id = t.access_token_id)";

impl Storage {
    /// Deletes what has expired at `now`, a part of it if there is much; to be called every few seconds, with the same
    /// `progress`. Several nodes may do so at the same time. Deletes nothing while `now` is not to be believed.
    ///
    /// # Errors
    /// If storage is overloaded or unavailable; what was deleted until then stays deleted.
    pub async fn sweep(&self, now: Moment, limits: &Limits, progress: &mut Progress) -> Result<Vec<Swept>> {
        if !self.believes(now, &mut progress.ahead).await? {
            return Ok(Vec::new());
        }
        let mut swept = Vec::with_capacity(TABLES.len() + 2);
        for expiring in &TABLES {
            swept.push(self.sweep_table(expiring, now, limits).await?);
        }
        swept.push(self.sweep_access_tokens(now, limits, progress).await?);
        swept.push(self.sweep_table(&FAMILIES, now, limits).await?);
        Ok(swept)
    }

    async fn sweep_table(&self, expiring: &'static Expiring, now: Moment, limits: &Limits) -> Result<Swept> {
        let Some(kept) = expiring.keep.seconds(&limits.retention) else {
            return Ok(Swept { table: expiring.table, rows: 0, more: false });
        };
        let (until, most) = (now.plus(-kept), limits.rows);
        let bite = async || {
            let gone = self.write(move |tx| expiring.bite(tx.db, until, most)).await?;
            Ok((gone, gone == most))
        };
        bites(expiring.table, limits, bite).await
    }

    async fn sweep_access_tokens(&self, now: Moment, limits: &Limits, progress: &mut Progress) -> Result<Swept> {
        let bite = async || {
            let (from, limits) = (progress.access_tokens, *limits);
            let bite = self.write(move |tx| access_tokens::bite(tx.db, from, now, &limits)).await?;
            progress.access_tokens = bite.next;
            Ok((bite.gone, !bite.all))
        };
        bites("access_tokens", limits, bite).await
    }
}

/// One bite after the other, as many as `limits` allow: each says how many rows went and whether there may be more.
async fn bites(
    table: &'static str,
    limits: &Limits,
    mut bite: impl AsyncFnMut() -> Result<(usize, bool)>,
) -> Result<Swept> {
    let mut swept = Swept { table, rows: 0, more: true };
    for _ in 0..limits.bites {
        let (gone, more) = bite().await?;
        swept.rows += gone;
        swept.more = more;
        if !more {
            break;
        }
    }
    Ok(swept)
}

impl Keep {
    /// For how long; for ever, if there is no answer.
    fn seconds(&self, retention: &Retention) -> Option<i64> {
        Some(match self {
            Self::Nothing => 0,
            Self::Tokens => retention.tokens,
            Self::Families => retention.tokens.max(LONGEST),
            Self::Codes => retention.codes,
            Self::SignIns => retention.sign_ins,
            Self::Audit => return retention.audit,
        })
    }
}

impl Expiring {
    /// Deletes up to `most` rows that expired until `until`, the oldest first.
    fn bite(&self, db: &mut Db, until: Moment, most: usize) -> Result<usize> {
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        Ok(diesel::sql_query(self.sql()).bind::<BigInt, _>(until).bind::<BigInt, _>(most).execute(db)?)
    }

    /// The tenant comes last: only then does SQLite look for both by the key, also where the key begins with the tenant.
    fn sql(&self) -> String {
        let Self { table, key, end, unless, .. } = self;
        // SQLite takes `$1` for the name of its first parameter, which comes to the same.
        format!(
            "DELETE FROM {table} WHERE ({key}, tenant_id) IN \
             (SELECT t.{key}, t.tenant_id FROM {table} t WHERE t.{end} <= $1 {unless} ORDER BY t.{end} LIMIT $2)"
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::storage::blank::Blank;
    use crate::storage::{Failure, Tx};

    const NOW: Moment = Moment::from_micros(1_795_600_000_000_000);

    /// A user, and at every time in `ends` one row of each kind that expires then.
    async fn fill(storage: &Blank, ends: &[i64]) {
        let mut sql = String::from(
            "INSERT INTO users VALUES (0,1,NULL,'a','a','a','agent',TRUE,FALSE,NULL,NULL,NULL,NULL,0,0,NULL);",
        );
        let quoted = if storage.place().url().path().is_some() { "x'00'" } else { "'\\x00'" };
        sql.push_str(&format!(
            "INSERT INTO api_tokens VALUES (0,1,{quoted},'','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,0);"
        ));
        for (at, end) in ends.iter().enumerate() {
            let (id, end) = (at + 1, NOW.plus(*end).micros());
            let quote = if storage.place().url().path().is_some() { "x'" } else { "'\\x" };
            let digest = |kind: u8| format!("{quote}{kind:02x}{id:062x}'");
            let [link, subject, session, code, access, refresh, jti, usage] = [1, 2, 3, 4, 5, 6, 7, 8].map(digest);
            sql.push_str(&format!(
                "INSERT INTO sign_in_links VALUES (0,{link},1,0,{end},NULL);
                 INSERT INTO login_attempts VALUES (0,{subject},{end},1);
                 INSERT INTO folded_events VALUES (0,{subject},0,{end});
                 INSERT INTO sso_assertions VALUES (0,{jti},{end});
                 INSERT INTO api_token_announcements VALUES (0,{usage},{end});
                 INSERT INTO webhook_deliveries VALUES (0,{id},'',0,0,{end});
                 INSERT INTO api_token_usage VALUES (0,{usage},1,0,TRUE,NULL,'','','',1,0,0,{end});
                 INSERT INTO sso_keys VALUES (0,{id},'{id}','HS256',NULL,NULL,0,{end});
                 INSERT INTO sessions VALUES (0,{id},1,{session},'','',0,{end});
                 INSERT INTO token_families VALUES (0,{id},0,0,1,1,'read',{id},{id},0,{end},NULL,NULL);
                 INSERT INTO authorization_codes VALUES (0,{code},{id},0,1,1,'','read',NULL,NULL,0,{end},NULL);
                 INSERT INTO access_tokens VALUES (0,{id},{access},'',{id},0,1,1,'read',NULL,0,{end},NULL,NULL,{end});
                 INSERT INTO refresh_tokens VALUES (0,{id},{refresh},'',{id},{id},NULL,0,{end},NULL,NULL);
                 INSERT INTO leeway_salts VALUES (0,{id},{link},{end});"
            ));
        }
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&sql)?)).await.unwrap();
    }

    async fn sweep(storage: &Storage, limits: &Limits) -> Vec<(&'static str, usize)> {
        let swept = storage.sweep(NOW, limits, &mut Progress::default()).await.unwrap();
        swept.into_iter().map(|swept| (swept.table, swept.rows)).collect()
    }

    #[tokio::test]
    async fn what_expired_goes_when_its_time_is_over() {
        let storage = Blank::open().unwrap();
        fill(&storage, &[1, 0, -29 * DAY, -30 * DAY, -89 * DAY, -90 * DAY]).await;
        let all = [
            ("leeway_salts", 5),
            ("login_attempts", 5),
            ("folded_events", 5),
            ("sso_assertions", 5),
            ("api_token_usage", 5),
            ("api_token_announcements", 5),
            ("webhook_deliveries", 5),
            ("audit_events", 0),
            ("sso_keys", 3),
            ("sign_in_links", 3),
            ("authorization_codes", 3),
            ("sessions", 3),
            ("refresh_tokens", 3),
            ("access_tokens", 3),
            ("token_families", 1),
        ];
        assert_eq!(sweep(&storage, &Limits::default()).await, all);
        assert_eq!(sweep(&storage, &Limits::default()).await, all.map(|(table, _)| (table, 0)));
    }

    /// As SQLite says that it goes about it; what PostgreSQL does depends on how much there is.
    #[tokio::test]
    async fn what_goes_is_found_by_its_end_and_then_by_its_key() {
        #[derive(QueryableByName)]
        struct Step {
            #[diesel(sql_type = diesel::sql_types::Text)]
            detail: String,
        }
        let storage = Blank::open().unwrap();
        if storage.place().url().path().is_none() {
            return;
        }
        for expiring in TABLES.iter().chain([&FAMILIES]) {
            let explain = move |db: &mut Db| {
                let plan = diesel::sql_query(format!("EXPLAIN QUERY PLAN {}", expiring.sql()));
                Ok::<_, Failure>(plan.bind::<BigInt, _>(0_i64).bind::<BigInt, _>(1_i64).load::<Step>(db)?)
            };
            let steps: Vec<String> = storage.read(explain).await.unwrap().into_iter().map(|step| step.detail).collect();
            let table = expiring.table;
            assert!(steps[0].starts_with(&format!("SEARCH {table} USING")) && steps[0].contains(" AND "), "{steps:?}");
            // Of salts there are as many as leeways have spans: no index is worth it.
            let by_end = steps.iter().all(|step| !step.starts_with("SCAN"));
            assert!(by_end || table == "leeway_salts", "{steps:?}");
        }
    }

    #[tokio::test]
    async fn a_family_stays_as_long_as_one_of_its_tokens() {
        let storage = Blank::open().unwrap();
        fill(&storage, &[-100 * DAY]).await;
        let revive = "UPDATE access_tokens SET expires_at = NULL, ends_at = 9223372036854775807";
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(revive)?)).await.unwrap();
        let swept = sweep(&storage, &Limits::default()).await;
        assert_eq!(swept[12..], [("refresh_tokens", 1), ("access_tokens", 0), ("token_families", 0)]);
    }

    #[tokio::test]
    async fn a_call_takes_no_more_than_it_may_and_says_that_there_is_more() {
        let storage = Blank::open().unwrap();
        fill(&storage, &[-100 * DAY; 7]).await;
        let limits = Limits { rows: 2, bites: 2, ..Limits::default() };
        let mut progress = Progress::default();
        let first = storage.sweep(NOW, &limits, &mut progress).await.unwrap();
        assert_eq!(first[0], Swept { table: "leeway_salts", rows: 4, more: true });
        assert_eq!(first[13], Swept { table: "access_tokens", rows: 4, more: true });
        let second = storage.sweep(NOW, &limits, &mut progress).await.unwrap();
        assert_eq!(second[13], Swept { table: "access_tokens", rows: 3, more: false });
        assert_eq!(second[0], Swept { table: "leeway_salts", rows: 3, more: false });
        assert_eq!(second[14], Swept { table: "token_families", rows: 3, more: false });
    }

    #[tokio::test]
    async fn a_clock_that_is_ahead_for_a_while_deletes_nothing() {
        let storage = Blank::open().unwrap();
        let (mut progress, limits) = (Progress::default(), Limits::default());
        fill(&storage, &[100 * DAY]).await;
        let event = format!(
            "INSERT INTO audit_events VALUES (0,1,{},'login','user',NULL,'','user',NULL,'','{{}}','',NULL,NULL);",
            NOW.micros()
        );
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&event)?)).await.unwrap();
        let mut sweep = async |after: i64, insists: bool| {
            if insists {
                progress.ahead.0 = Instant::now().checked_sub(Duration::from_secs(3_600));
            }
            let swept = storage.sweep(NOW.plus(after), &limits, &mut progress).await.unwrap();
            (!swept.is_empty()).then(|| swept.iter().map(|table| table.rows).sum::<usize>())
        };
        // Before the first sweep the log knows what time it was.
        assert_eq!((sweep(200 * DAY, false).await, sweep(200 * DAY, false).await), (None, None));
        assert_eq!((sweep(DAY, false).await, sweep(2 * DAY, false).await), (Some(0), Some(0)));
        assert_eq!((sweep(200 * DAY, false).await, sweep(3 * DAY, true).await), (None, Some(0)));
        assert_eq!(sweep(200 * DAY, false).await, None, "it has to insist anew");
        assert!(sweep(200 * DAY, true).await > Some(0));
        assert_eq!((sweep(DAY, false).await, sweep(200 * DAY, false).await), (Some(0), None));
    }

    #[tokio::test]
    async fn each_kind_stays_as_long_as_the_operator_says() {
        let storage = Blank::open().unwrap();
        fill(&storage, &[-5 * DAY, -3 * DAY, -DAY]).await;
        let event = |id: i64, days: i64| {
            let at = NOW.plus(-days * DAY).micros();
            format!(
                "INSERT INTO audit_events VALUES (0,{id},{at},'login','user',NULL,'','user',NULL,'','{{}}','',NULL,NULL);"
            )
        };
        let events: String = (1..=6).map(|days| event(days, days)).collect();
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&events)?)).await.unwrap();
        let retention = Retention { tokens: 2 * DAY, codes: 4 * DAY, sign_ins: 6 * DAY, audit: None };
        let swept = async |audit| {
            let retention = Retention { audit, ..retention };
            let swept = sweep(&storage, &Limits { retention, ..Limits::default() }).await;
            let kinds = ["audit_events", "sessions", "authorization_codes", "refresh_tokens"];
            kinds.map(|kind| swept.iter().find(|(table, _)| *table == kind).unwrap().1)
        };
        assert_eq!(swept(None).await, [0, 0, 1, 2]);
        assert_eq!(swept(Some(4 * DAY)).await, [3, 0, 0, 0]);
        assert_eq!(count(&storage, "audit_events").await, 3);
    }

    /// Each bite looks at two tenants and takes two rows at most.
    #[tokio::test]
    async fn every_tenant_has_its_turn() {
        let storage = Blank::open().unwrap();
        let quote = if storage.place().url().path().is_some() { "x'" } else { "'\\x" };
        let mut sql = String::new();
        for tenant in 1..=7 {
            sql.push_str(&format!(
                "INSERT INTO tenants (id, subdomain, name, active, oauth_access, api_token_access, settings, created_at, \
                 updated_at) VALUES ({tenant},'{tenant}','',TRUE,TRUE,FALSE,'{{}}',0,0);"
            ));
            for id in 0..tenant % 4 {
                sql.push_str(&format!(
                    "INSERT INTO access_tokens VALUES ({tenant},{id},{quote}{id:064x}','',NULL,0,1,1,'read',NULL,0,1,NULL,NULL,1);"
                ));
            }
        }
        storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&sql)?)).await.unwrap();
        let (limits, mut progress) = (Limits { rows: 2, bites: 3, ..Limits::default() }, Progress::default());
        let (mut gone, mut more) = (Vec::new(), true);
        while more {
            let swept = storage.sweep(NOW, &limits, &mut progress).await.unwrap();
            let tokens = swept.iter().find(|swept| swept.table == "access_tokens").unwrap();
            gone.push(tokens.rows);
            more = tokens.more;
        }
        assert_eq!((gone.iter().sum::<usize>(), count(&storage, "access_tokens").await), (12, 0), "{gone:?}");
        assert!(gone.len() < 8, "{gone:?}");
    }

    /// Machines are given tokens all day, and each day an application lets somebody in and refreshes once.
    #[tokio::test]
    async fn a_month_of_issuing_leaves_no_more_than_a_week_of_it_did() {
        let storage = Blank::open().unwrap();
        fill(&storage, &[]).await;
        let retention = Retention { tokens: 2 * DAY, ..Retention::default() };
        let limits = Limits { rows: 7, bites: 3, retention };
        let (mut progress, mut kept) = (Progress::default(), Vec::new());
        for day in 0..30 {
            let now = NOW.plus(day * DAY);
            let sql = issued(&storage, day, now);
            storage.write(move |tx| Ok::<_, Failure>(tx.db.batch_execute(&sql)?)).await.unwrap();
            while storage.sweep(now, &limits, &mut progress).await.unwrap().iter().any(|swept| swept.more) {}
            kept.push(count(&storage, "access_tokens WHERE family_id IS NULL OR revoked_at IS NOT NULL").await);
        }
        assert_eq!(kept[7..], [kept[7]; 23], "{kept:?}");
        let all = count(&storage, "access_tokens").await;
        assert_eq!(all, kept[29] + 30, "the live token of a family stays as long as its refresh token");
    }

    async fn count(storage: &Storage, rows: &'static str) -> i64 {
        let count = move |tx: &mut Tx<'_>| {
            let count = diesel::dsl::sql::<BigInt>(&format!("(SELECT count(*) FROM {rows})"));
            Ok::<_, Failure>(diesel::select(count).get_result(tx.db)?)
        };
        storage.write(count).await.unwrap()
    }

    /// What is issued on one day: ten tokens to machines, and the two of a family, of which the second has followed the
    /// first and can be refreshed for 89 days.
    fn issued(storage: &Blank, day: i64, now: Moment) -> String {
        let quote = if storage.place().url().path().is_some() { "x'" } else { "'\\x" };
        let (now, end, later) = (now.micros(), now.plus(DAY).micros(), now.plus(89 * DAY).micros());
        let number = |nth: i64| 1_000 + day * 100 + nth;
        let token = |nth: i64, family: &str, revoked: &str, ends: i64| {
            let id = number(nth);
            format!(
                "INSERT INTO access_tokens VALUES \
                 (0,{id},{quote}{id:064x}','',{family},0,1,1,'read',NULL,{now},{end},{revoked},NULL,{ends});"
            )
        };
        let mut sql: String = (0..10).map(|nth| token(nth, "NULL", "NULL", end)).collect();
        let (family, live) = (number(10), number(11));
        sql.push_str(&format!(
            "INSERT INTO token_families VALUES (0,{family},0,0,1,1,'read',{live},{live},{now},{later},NULL,NULL);"
        ));
        sql.push_str(&token(10, &family.to_string(), &now.to_string(), now));
        sql.push_str(&token(11, &family.to_string(), "NULL", later));
        sql
    }
}
