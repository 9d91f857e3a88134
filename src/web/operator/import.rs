//! `POST /v1/tenants/{tenant}/users/import`: many people at once, one JSON object a line.
//!
//! A line that is refused is told of and holds up no other; the same lines can be sent again, and then change
//! nothing. A hundred lines share a transaction. One transaction for all of them was refused: it would hold up everyone
//! else, and a typing error would undo a thousand people. A larger file is sent in parts, as the command line does.

use actix_web::web::{Bytes, Data, Json, Path, PayloadConfig, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Denied, problems};
use super::operator::Operator;
use crate::audit::Stamp;
use crate::refused::{Problem, Refused};
use crate::server::Grantor;
use crate::storage::{Db, Failure, Tx};
use crate::tenants::{self, TenantId};
use crate::users::{self, Change, Provisioned, Role, UserId, Wanted};

/// The largest body.
const LARGEST: usize = 4 * 1024 * 1024;

/// Lines that share a transaction; each needs two numbers.
const BATCH: usize = 100;

/// How bodies are read.
pub(super) fn body() -> PayloadConfig {
    PayloadConfig::new(LARGEST)
}

/// How it is to be done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Way {
    /// Say what would be done, each line as if it stood alone, and do nothing.
    #[serde(default)]
    dry_run: bool,
}

/// A line: what the vendor's own system says of somebody.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    external_id: Option<String>,
    email: Option<String>,
    name: Option<String>,
    role: Option<Role>,
    verified: Option<bool>,
    suspended: Option<bool>,
    locale: Option<String>,
    time_zone: Option<String>,
}

/// A line's number and what it wants, or what is wrong with it.
type Numbered = (usize, Result<Wanted, String>);

/// What became of the lines.
#[derive(Default)]
struct Report {
    created: usize,
    updated: usize,
    unchanged: usize,
    refusals: Vec<Value>,
}

/// `POST …/users/import`
pub(super) async fn import(
    grantor: Data<Grantor>,
    by: Operator,
    (named, way): (Path<String>, Query<Way>),
    body: Result<Bytes, actix_web::Error>,
) -> Result<Json<Value>, Denied> {
    let body = body.map_err(|error| Denied::unread(&error, LARGEST, "Send the lines in parts."))?;
    let tenant = grantor.storage.read(move |db| tenants::show(db, &named)).await?.id;
    let mut report = Report::default();
    for lines in read(&body).chunks(BATCH) {
        let lines = lines.to_vec();
        let done = match way.dry_run {
            true => foretell(&grantor, tenant, lines).await?,
            false => provision(&grantor, &by, tenant, lines).await?,
        };
        done.into_iter().for_each(|(line, done)| report.note(line, done));
    }
    Ok(Json(report.json(way.dry_run)))
}

/// What became of one line.
type Done = (usize, Result<Provisioned, Vec<Problem>>);

async fn provision(
    grantor: &Grantor,
    by: &Operator,
    tenant: TenantId,
    lines: Vec<Numbered>,
) -> Result<Vec<Done>, Failure> {
    let ids: [i64; 2 * BATCH] = grantor.storage.ids().await?;
    let stamps: Vec<Stamp> = ids.iter().skip(BATCH).map(|event| by.stamp(grantor, *event)).collect();
    let job = move |tx: &mut Tx<'_>| {
        let numbered = lines.iter().zip(ids.iter().zip(&stamps));
        let one = |((line, wanted), (id, stamp)): (&Numbered, (&i64, &Stamp))| {
            let done = |wanted| users::provision(tx, tenant, UserId::new(*id), wanted, stamp).map(|(done, _)| done);
            told(*line, wanted.as_ref().map_err(|error| unclear(error)).and_then(done))
        };
        numbered.map(one).collect::<Result<Vec<Done>, Failure>>()
    };
    grantor.storage.write(job).await
}

async fn foretell(grantor: &Grantor, tenant: TenantId, lines: Vec<Numbered>) -> Result<Vec<Done>, Failure> {
    let now = grantor.now();
    let read = move |db: &mut Db| {
        let one = |(line, wanted): &Numbered| {
            let done = |wanted| users::preview(db, tenant, wanted, now);
            told(*line, wanted.as_ref().map_err(|error| unclear(error)).and_then(done))
        };
        lines.iter().map(one).collect::<Result<Vec<Done>, Failure>>()
    };
    grantor.storage.read(read).await
}

fn unclear(error: &str) -> Refused {
    Problem::invalid("base", error).into()
}

/// A refusal is the line's; a failure is everybody's.
fn told(line: usize, done: Result<Provisioned, Refused>) -> Result<Done, Failure> {
    match done {
        Ok(done) => Ok((line, Ok(done))),
        Err(Refused::Invalid(found)) => Ok((line, Err(found))),
        Err(Refused::Unknown(kind)) => {
            Ok((line, Err(vec![Problem::invalid("base", format!("there is no such {kind}"))])))
        }
        Err(Refused::Failure(failure)) => Err(failure),
    }
}

/// The lines of the body with their numbers, the empty ones left out.
fn read(body: &[u8]) -> Vec<Numbered> {
    let lines = body.split(|byte| *byte == b'\n').zip(1..);
    let filled = lines.filter(|(line, _)| !line.iter().all(u8::is_ascii_whitespace));
    filled
        .map(|(line, number)| (number, serde_json::from_slice(line).map(Line::wanted).map_err(|e| e.to_string())))
        .collect()
}

impl Line {
    fn wanted(self) -> Wanted {
        let Self { external_id, email, name, role, verified, suspended, locale, time_zone } = self;
        let change = Change { email, name, role, verified, suspended, external_id, locale, time_zone };
        Wanted { change, vouched: true }
    }
}

impl Report {
    fn note(&mut self, line: usize, done: Result<Provisioned, Vec<Problem>>) {
        match done {
            Ok(Provisioned::Created) => self.created += 1,
            Ok(Provisioned::Updated) => self.updated += 1,
            Ok(Provisioned::Unchanged) => self.unchanged += 1,
            Err(found) => self.refusals.push(json!({ "line": line, "problems": problems(&found) })),
        }
    }

    fn json(self, dry_run: bool) -> Value {
        json!({
            "dry_run": dry_run,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refusals.len(),
            "refusals": self.refusals,
        })
    }
}
