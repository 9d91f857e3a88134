//! `grantor user import`: a file of any length, sent in parts.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde_json::{Value, json};

use super::failure::Failure;
use super::operator::Operator;
use super::output::Output;

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
    let mut lines: Box<dyn BufRead> = match file.to_str() {
        Some("-") => Box::new(std::io::stdin().lock()),
        _ => Box::new(BufReader::new(File::open(file).map_err(|error| unreadable(file, &error))?)),
    };
    let path = format!("{users}/import?dry_run={dry_run}");
    let (mut sum, mut before) = (Sum { counts: [0; 4], refusals: Vec::new() }, 0);
    loop {
        let (part, count) = next_part(&mut lines).map_err(|error| unreadable(file, &error))?;
        if count == 0 {
            break;
        }
        sum.add(operator.post_lines(&path, part).await?, before);
        before += count;
    }
    output.either(&sum.json(dry_run), &sum.text(dry_run))?;
    sum.done()
}

/// The next lines, and how many they are.
fn next_part(lines: &mut dyn BufRead) -> std::io::Result<(String, u64)> {
    let (mut part, mut count) = (String::new(), 0);
    while part.len() < PART && lines.read_line(&mut part)? > 0 {
        count += 1;
    }
    Ok((part, count))
}

fn unreadable(file: &Path, error: &std::io::Error) -> Failure {
    let hint = "Give a file of JSON Lines in UTF-8, or - to read them from standard input.";
    Failure::new("file", format!("{}: {error}", file.display())).hint(hint)
}

impl Sum {
    fn add(&mut self, mut report: Value, before: u64) {
        for (sum, name) in self.counts.iter_mut().zip(COUNTS) {
            *sum += report[name].as_u64().unwrap_or_default();
        }
        for refusal in report["refusals"].as_array_mut().into_iter().flatten() {
            refusal["line"] = json!(refusal["line"].as_u64().unwrap_or_default() + before);
            self.refusals.push(refusal.take());
        }
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
