//! `POST /v1/tenants/{tenant}/import/{what}`: what another system has kept, one JSON object a line: `users`, `clients`,
//! `consents`, `tokens`, `api-tokens`. `POST …/imports` says first how the digests of tokens were made.
//!
//! What is there already is left alone; only `POST …/users/import`, by which people are kept as the vendor's own system
//! has them, changes it. A line that is refused is told of and holds up no other; the same lines can be sent again, and then change
//! nothing. A hundred lines share a transaction. One transaction for all of them was refused: it would hold up everyone
//! else, and a typing error would undo a thousand people. A larger file is sent in parts, as the command line does. A
//! dry run does everything and takes it back, so that it says what would happen, and not what was thought of.

mod fields;
mod lines;

use actix_web::HttpRequest;
use actix_web::web::{Bytes, Data, Json, Path, PayloadConfig, Query};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Denied, problems};
use super::operator::Operator;
use super::told::Told;
use crate::audit::Stamp;
use crate::refused::{Problem, Refused};
use crate::secret::Secret;
use crate::server::Grantor;
use crate::storage::{Db, Failure, Outcome, Tx};
use crate::tenants::imports::{self, Brought, Import, ImportId, Scheme, purpose};
use crate::tenants::{self, TenantId};
use lines::{Bringing, Line};

/// The largest body.
const LARGEST: usize = 4 * 1024 * 1024;

/// Lines that share a transaction.
const BATCH: usize = 100;

/// Numbers that a line may need, that of its event among them.
const NUMBERS: usize = 4;

/// How bodies are read.
pub(super) fn body() -> PayloadConfig {
    PayloadConfig::new(LARGEST)
}

/// How it is to be done.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Way {
    /// Say what would be done, and do nothing.
    #[serde(default)]
    dry_run: bool,
    /// The number of the import that says how digests were made.
    import: Option<i64>,
}

/// How digests were made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct How {
    scheme: String,
    key: Option<String>,
    /// Only a dry run follows.
    #[serde(default)]
    dry_run: bool,
}

/// What a dry run brings with an import that has not begun.
const UNBEGUN: Import = Import { id: ImportId::new(0), scheme: Scheme::Sha256, sealed_key: None };

/// A line's number and what it says, or what is wrong with it.
type Numbered = (usize, Result<Line, String>);

/// What became of one line.
type Done = (usize, Result<Brought, Vec<Problem>>);

/// `POST …/imports`: the number of the import with this scheme and key. Said again, it is the same. Before a dry run
/// nothing is begun, so there may be none.
pub(super) async fn begin(
    grantor: Data<Grantor>,
    named: Path<String>,
    asked: Told<How>,
) -> Result<Json<Value>, Denied> {
    let tenant = grantor.storage.read(move |db: &mut Db| tenants::show(db, &named)).await?.id;
    let (scheme, key) = asked.scheme_and_key()?;
    let fingerprint = imports::fingerprint(tenant, key.as_ref());
    let number = if asked.dry_run {
        let find = move |db: &mut Db| imports::store::find(db, tenant, scheme, &fingerprint);
        grantor.storage.read::<_, Failure>(find).await?.map(|import| import.id)
    } else {
        let sealed_key = sealed(&grantor, &purpose(tenant, &fingerprint), key.as_ref()).await?;
        let [id] = grantor.storage.ids().await?;
        let (new, now) = (Import { id: ImportId::new(id), scheme, sealed_key }, grantor.now());
        let job = move |tx: &mut Tx<'_>| imports::begin(tx, tenant, &new, &fingerprint, now);
        Some(grantor.storage.write::<_, Failure>(job).await?.id)
    };
    Ok(Json(json!({ "import": number, "scheme": scheme.as_str() })))
}

impl How {
    fn scheme_and_key(&self) -> Result<(Scheme, Option<Secret>), Refused> {
        let wrong = |field: &'static str, says: &str| Refused::from(Problem::invalid(field, says));
        let scheme = Scheme::parse(&self.scheme).ok_or_else(|| wrong("scheme", "is sha256 or hmac-sha256"))?;
        let key = self.key.as_deref().filter(|key| !key.is_empty()).map(Secret::from);
        if key.is_some() != (scheme == Scheme::HmacSha256) {
            return Err(wrong("key", "goes with hmac-sha256, and with nothing else"));
        }
        Ok((scheme, key))
    }
}

async fn sealed(grantor: &Grantor, purpose: &str, key: Option<&Secret>) -> Result<Option<Vec<u8>>, Denied> {
    let Some(key) = key else { return Ok(None) };
    grantor.seal.make(&grantor.storage).await?;
    Ok(Some(grantor.seal.seal(purpose, key.reveal().as_bytes())?))
}

/// `POST …/import/{what}`, and `POST …/users/import`.
pub(super) async fn import(
    grantor: Data<Grantor>,
    by: Operator,
    (request, way): (HttpRequest, Query<Way>),
    body: Result<Bytes, actix_web::Error>,
) -> Result<Json<Value>, Denied> {
    let body = body.map_err(|error| Denied::unread(&error, LARGEST, "Send the lines in parts."))?;
    let named = request.match_info().query("tenant").to_owned();
    let what = request.match_info().get("what").unwrap_or_default().to_owned();
    let number = way.import.map(ImportId::new);
    let read = move |db: &mut Db| {
        let tenant = tenants::show(db, &named)?.id;
        let mut known = imports::store::all(db, tenant)?.into_iter().map(|(import, _)| import);
        Ok::<_, Refused>((tenant, known.find(|import| Some(import.id) == number)))
    };
    let (tenant, import) = grantor.storage.read(read).await?;
    let import = import.or_else(|| way.dry_run.then_some(UNBEGUN));
    let mut report = Report::default();
    for lines in read_lines(&what, &body).chunks(BATCH) {
        let done = bring(&grantor, &by, (tenant, import.clone()), lines.to_vec(), way.dry_run).await?;
        done.into_iter().for_each(|(line, done)| report.note(line, done));
    }
    Ok(Json(report.json(way.dry_run)))
}

/// The lines of the body with their numbers, the empty ones left out.
fn read_lines(what: &str, body: &[u8]) -> Vec<Numbered> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let lines = body.split(|byte| *byte == b'\n').zip(1..);
    let filled = lines.filter(|(line, _)| !line.iter().all(u8::is_ascii_whitespace));
    filled.map(|(line, number)| (number, Line::read(what, line))).collect()
}

async fn bring(
    grantor: &Grantor,
    by: &Operator,
    (tenant, import): (TenantId, Option<Import>),
    lines: Vec<Numbered>,
    dry_run: bool,
) -> Result<Vec<Done>, Failure> {
    let ids: [i64; NUMBERS * BATCH] = grantor.storage.ids().await?;
    let stamps: Vec<Stamp> = ids.chunks(NUMBERS).map(|ids| by.stamp(grantor, ids[NUMBERS - 1])).collect();
    let catalogue = grantor.catalogue.clone();
    let job = move |tx: &mut Tx<'_>| {
        let mut all = Vec::with_capacity(lines.len());
        for ((number, line), (ids, stamp)) in lines.iter().zip(ids.chunks(NUMBERS).zip(&stamps)) {
            let to = Bringing { tenant, import: import.as_ref(), catalogue: &catalogue, ids, stamp };
            let done = line.as_ref().map_err(|error| unclear(error)).and_then(|line| line.bring(tx, &to));
            all.push(told(*number, done)?);
        }
        if dry_run { Err(TakenBack::Rehearsed(all)) } else { Ok(all) }
    };
    match grantor.storage.write(job).await {
        Ok(done) | Err(TakenBack::Rehearsed(done)) => Ok(done),
        Err(TakenBack::Failed(failure)) => Err(failure),
    }
}

/// Why nothing of a batch stays.
enum TakenBack {
    /// It was a rehearsal: this is what it did.
    Rehearsed(Vec<Done>),
    /// Storage gave no answer.
    Failed(Failure),
}

impl From<Failure> for TakenBack {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Outcome for TakenBack {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failed(failure) => Some(failure),
            Self::Rehearsed(_) => None,
        }
    }
}

fn unclear(error: &str) -> Refused {
    Problem::invalid("base", error).into()
}

/// A refusal is the line's; a failure is everybody's.
fn told(line: usize, done: Result<Brought, Refused>) -> Result<Done, Failure> {
    match done {
        Ok(done) => Ok((line, Ok(done))),
        Err(Refused::Invalid(found)) => Ok((line, Err(found))),
        Err(Refused::Unknown(kind)) => {
            Ok((line, Err(vec![Problem::invalid("base", format!("there is no such {kind}"))])))
        }
        Err(Refused::Failure(failure)) => Err(failure),
    }
}

/// What became of the lines.
#[derive(Default)]
struct Report {
    created: usize,
    updated: usize,
    unchanged: usize,
    refusals: Vec<Value>,
}

impl Report {
    fn note(&mut self, line: usize, done: Result<Brought, Vec<Problem>>) {
        match done {
            Ok(Brought::Created) => self.created += 1,
            Ok(Brought::Updated) => self.updated += 1,
            Ok(Brought::Unchanged) => self.unchanged += 1,
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
