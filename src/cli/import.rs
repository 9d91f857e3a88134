//! `grantor import` and `grantor user import`: a file of any length, sent in parts.
//!
//! What has been sent is done; a file that was cut off is sent again from its beginning, and what is there already is
//! left alone. CSV becomes the same JSON objects as JSON Lines, by its heading; an empty cell says nothing.

mod lines;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::failure::{Failure, text_of};
use super::operator::Operator;
use super::output::Output;
use super::tenant;
use crate::refused::Problem;
use lines::{Lines, Part};

/// Bring what another system has kept, so that nobody has to connect or sign up again. Bring users first, then clients,
/// then consents and tokens. The same file can be brought again: what is there already,
/// or was changed or deleted here since, is left alone. `grantor user import` keeps people as another system has them.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// What the file holds.
    what: What,
    /// The tenant's subdomain.
    tenant: String,
    /// The file, JSON Lines or (by its ending .csv) CSV with a heading; - for JSON Lines on standard input.
    file: PathBuf,
    /// Say what would be done, and do nothing.
    #[arg(long)]
    dry_run: bool,
    /// The file that holds the key of HMAC-SHA-256, by which the digests of tokens were made; otherwise they are plain
    /// SHA-256.
    #[arg(long, value_name = "FILE")]
    hmac_key: Option<PathBuf>,
}

/// What can be brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// external_id, email, name, role, verified, suspended, locale, time_zone
    Users,
    /// identifier, name, company, description, kind, redirect_uris, allowed_scopes, secret_digest, second_secret_digest,
    /// owner, service_account, access_token_lifetime, refresh_token_lifetime, access_token_never_expires, active,
    /// created_at
    Clients,
    /// user, client, redirect_uri, scopes, created_at
    Consents,
    /// access_digest, refresh_digest, client, user, scopes, created_at, expires_at, refresh_expires_at
    Tokens,
    /// digest, hint, description, active, assigned_user, scopes, allowed_ips, expires_at, created_at, last_used_at
    ApiTokens,
}

impl What {
    const fn path(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::Clients => "clients",
            Self::Consents => "consents",
            Self::Tokens => "tokens",
            Self::ApiTokens => "api-tokens",
        }
    }
}

impl Import {
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        let tenant = tenant::path(&self.tenant);
        let mut path = format!("{tenant}/import/{}?dry_run={}", self.what.path(), self.dry_run);
        let by_digest = matches!(self.what, What::Tokens | What::ApiTokens);
        if self.hmac_key.is_some() && !by_digest {
            let says = "belongs to tokens and api-tokens: nothing else is brought by such digests";
            return Err(Failure::invalid(&Problem::invalid("hmac_key", says)));
        }
        if by_digest {
            let key = self.hmac_key.as_deref().map(key).transpose()?;
            let scheme = if key.is_some() { "hmac-sha256" } else { "sha256" };
            let how = json!({ "scheme": scheme, "key": key, "dry_run": self.dry_run });
            let begun = operator.post(&format!("{tenant}/imports"), &how).await?;
            if let Some(number) = begun["import"].as_i64() {
                path.push_str(&format!("&import={number}"));
            }
        }
        send(operator, output, &path, &self.file, self.dry_run).await
    }
}

fn key(file: &Path) -> Result<String, Failure> {
    let hint = "Give a file with the key as text in UTF-8; a line end behind it does not count.";
    Ok(text_of("--hmac-key", file, hint)?.trim_end_matches(['\r', '\n']).to_owned())
}

/// How much goes in one part; a longer line goes alone, and is refused if it is too long for one.
const PART: usize = 1024 * 1024;

/// What became of a file so far.
struct Sum {
    counts: [u64; 4],
    refusals: Vec<Value>,
}

/// The counts, as reports name them.
const COUNTS: [&str; 4] = ["created", "updated", "unchanged", "refused"];

/// Sends the lines of `file` (`-`: of standard input) to the `users` of a tenant, and tells what became of them.
pub(super) async fn run(
    operator: &Operator,
    output: &mut Output,
    users: &str,
    file: &Path,
    dry_run: bool,
) -> Result<(), Failure> {
    send(operator, output, &format!("{users}/import?dry_run={dry_run}"), file, dry_run).await
}

async fn send(operator: &Operator, output: &mut Output, path: &str, file: &Path, dry_run: bool) -> Result<(), Failure> {
    let mut lines = Lines::open(file).map_err(|error| unreadable(file, &error))?;
    let mut sum = Sum { counts: [0; 4], refusals: Vec::new() };
    let mut next = || lines.next_part(PART).map_err(|error| unreadable(file, &error));
    let mut part = next()?;
    // An empty file is sent as well: there may be no such tenant.
    loop {
        let text = std::mem::take(&mut part.text);
        sum.add(operator.post_lines(path, text).await?, part);
        part = next()?;
        if part.numbers.is_empty() {
            break;
        }
    }
    output.either(&sum.json(dry_run), &sum.text(dry_run))?;
    sum.done()
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    let hint = "Give a file of JSON Lines or CSV in UTF-8, or - to read JSON Lines from standard input.";
    Failure::new("file", format!("{}: {error}", file.display())).hint(hint)
}

/// The lines of a file of JSON Lines, or of standard input.
fn reader(file: &Path) -> std::io::Result<Box<dyn BufRead>> {
    Ok(match file.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(BufReader::new(std::fs::File::open(file)?)),
    })
}

impl Sum {
    fn add(&mut self, mut report: Value, part: Part) {
        for (sum, name) in self.counts.iter_mut().zip(COUNTS) {
            *sum += report[name].as_u64().unwrap_or_default();
        }
        let mut refusals: Vec<Value> =
            report["refusals"].as_array_mut().into_iter().flatten().map(Value::take).collect();
        for refusal in &mut refusals {
            let place = refusal["line"].as_u64().and_then(|line| usize::try_from(line).ok()).unwrap_or(1);
            refusal["line"] = json!(part.numbers.get(place.saturating_sub(1)));
        }
        let [.., refused] = &mut self.counts;
        for (line, reason) in part.unreadable {
            *refused += 1;
            let problem = json!({ "field": "base", "error": "InvalidValue", "message": reason });
            refusals.push(json!({ "line": line, "problems": [problem] }));
        }
        refusals.sort_by_key(|refusal| refusal["line"].as_u64());
        self.refusals.append(&mut refusals);
    }

    fn json(&self, dry_run: bool) -> Value {
        let mut report = json!({ "dry_run": dry_run });
        for (count, name) in self.counts.iter().zip(COUNTS) {
            report[name] = json!(count);
        }
        report["refusals"] = json!(self.refusals);
        report
    }

    fn text(&self, dry_run: bool) -> String {
        let counted = self.counts.iter().zip(COUNTS).map(|(count, name)| format!("{count} {name}"));
        let counted = counted.collect::<Vec<_>>().join(", ");
        if dry_run { format!("{counted} (nothing was done)") } else { counted }
    }

    /// Fails if a line was refused, with each.
    fn done(self) -> Result<(), Failure> {
        if self.refusals.is_empty() {
            return Ok(());
        }
        let mut failure = Failure::new("refused", format!("{} lines were refused.", self.refusals.len()))
            .hint("Mend them and send the file again: what is so already is left alone.");
        for refusal in &self.refusals {
            for problem in refusal["problems"].as_array().into_iter().flatten() {
                let field = format!("line {}, {}", refusal["line"], problem["field"].as_str().unwrap_or_default());
                failure
                    .problems
                    .push(json!({ "field": field, "error": problem["error"], "message": problem["message"] }));
            }
        }
        Err(failure)
    }
}
