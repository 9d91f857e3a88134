//! The log as a file: CSV for spreadsheets, JSON Lines for programs.
//!
//! Written a page of events at a time, so that a log of any length needs the memory of one page; who took it out is
//! an event too ([`exported`]). A spreadsheet runs what begins like a formula, and names are other people's text: in
//! the CSV, such a beginning has an apostrophe before it (CWE-1236), also behind whatever another spreadsheet takes for
//! the end of a cell. JSON Lines has everything as it is.

use serde_json::{Value, json};

use super::{Action, Event, Search, Source, Stamp, record};
use crate::refused::unseen;
use crate::storage::{Failure, Result, Tx};

/// How a log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a head.
    Csv,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// The word for it, also the ending of the file: `csv`, `jsonl`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// The format that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Csv, Self::JsonLines].into_iter().find(|format| format.as_str() == word)
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::JsonLines => "application/jsonl; charset=utf-8",
        }
    }
}

/// What an event looks like in a file.
#[derive(Clone, Copy, Debug)]
pub struct Export(pub Format);

const COLUMNS: [&str; 13] = [
    "id",
    "created_at",
    "action",
    "actor_type",
    "actor_id",
    "actor_name",
    "actor_external_id",
    "source_type",
    "source_id",
    "source_label",
    "source_external_id",
    "ip_address",
    "details",
];

impl Export {
    /// What stands before the first event.
    ///
    /// # Errors
    /// It cannot be written, which would be a defect.
    pub fn head(self) -> Result<Vec<u8>> {
        match self.0 {
            Format::Csv => rows(std::iter::once(COLUMNS.map(str::to_owned).to_vec())),
            Format::JsonLines => Ok(Vec::new()),
        }
    }

    /// `events`, each on a line.
    ///
    /// # Errors
    /// They cannot be written, which would be a defect.
    pub fn lines(self, events: &[Event]) -> Result<Vec<u8>> {
        match self.0 {
            Format::Csv => rows(events.iter().map(cells)),
            Format::JsonLines => {
                Ok(events.iter().map(|event| format!("{}\n", object(event))).collect::<String>().into())
            }
        }
    }
}

fn rows(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let broken = |error: &dyn std::fmt::Display| Failure::Corrupt(format!("an event cannot be written: {error}"));
    let mut csv = csv::WriterBuilder::new();
    csv.terminator(csv::Terminator::CRLF).quote_style(csv::QuoteStyle::Always);
    let mut csv = csv.from_writer(Vec::new());
    for row in rows {
        csv.write_record(row.iter().map(|cell| harmless(cell))).map_err(|error| broken(&error))?;
    }
    csv.into_inner().map_err(|error| broken(&error))
}

/// The cell as a spreadsheet shows it and does not run it.
fn harmless(cell: &str) -> String {
    let pieces = cell.split_inclusive([';', '|', '\t', '\r', '\n']);
    pieces.flat_map(|piece| [if runs(piece) { "'" } else { "" }, piece]).collect()
}

/// Whether a spreadsheet would run what begins a cell like this.
fn runs(piece: &str) -> bool {
    // What nobody sees a spreadsheet may drop, and quotes where it divides elsewhere than this file does.
    let begins = piece.trim_start_matches(|c| unseen(c) || c == '"');
    // The wide ones are what an input method of Japanese writes; some spreadsheets take them for the others.
    begins.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || piece.starts_with(['\t', '\r', '\n'])
}

fn cells(event: &Event) -> Vec<String> {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Object(fields) if fields.is_empty() => String::new(),
        other => other.to_string(),
    };
    let object = object(event);
    COLUMNS.iter().map(|column| text(&object[*column])).collect()
}

/// The event with everything that is kept of it: what a line of an export has, and an operator sees.
pub fn object(event: &Event) -> Value {
    let actor = &event.stamp.origin.actor;
    json!({
        "id": event.stamp.id,
        "created_at": event.stamp.at,
        "action": event.action.as_str(),
        "actor_type": actor.kind(),
        "actor_id": actor.id(),
        "actor_name": actor.name(),
        "actor_external_id": actor.external_id(),
        "source_type": event.source.kind.as_str(),
        "source_id": event.source.id,
        "source_label": event.source.label,
        "source_external_id": event.source.external_id,
        "ip_address": event.stamp.origin.address,
        "details": event.details,
    })
}

/// Notes that the log of `source` was taken out as a file, before the first line of it goes out.
///
/// # Errors
/// Only storage's.
pub fn exported(
    tx: &mut Tx<'_>,
    tenant: i64,
    wanted: &Search,
    format: Format,
    source: Source,
    stamp: &Stamp,
) -> Result<()> {
    let mut filter = json!({});
    let mut say =
        |name: &str, value: Value| drop(filter.as_object_mut().and_then(|all| all.insert(name.into(), value)));
    let Search { source_types, source_id, actor_id, actions, address, from, until, text } = wanted;
    if !source_types.is_empty() {
        say("source_type", source_types.iter().map(|kind| kind.as_str()).collect());
    }
    if !actions.is_empty() {
        say("action", actions.iter().map(|action| action.as_str()).collect());
    }
    source_id.iter().for_each(|id| say("source_id", json!(id)));
    actor_id.iter().for_each(|id| say("actor_id", json!(id)));
    address.iter().for_each(|address| say("ip_address", json!(address)));
    from.iter().for_each(|at| say("from", json!(at)));
    until.iter().for_each(|at| say("until", json!(at)));
    text.iter().for_each(|text| say("text", json!(text.as_str())));
    let details = json!({ "what": "audit_logs", "format": format.as_str(), "filter": filter });
    record(tx.db, tenant, stamp, Action::Exported, source, details)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Actor, Origin, SourceType};
    use crate::clock::Moment;

    fn event(name: &str) -> Event {
        let origin = Origin {
            actor: Actor::User { id: 7, name: name.into(), external_id: Some("crm-7".into()) },
            address: "192.0.2.1".into(),
        };
        let stamp = origin.stamp(9, Moment::from_micros(1_795_600_000_000_000));
        let source = Source::new(SourceType::OauthClient, 70, "Sync, \"daily\"");
        let details = json!({ "before": { "name": "a" }, "after": { "name": "b" } });
        Event { tenant: 1, stamp, action: Action::Update, source, details }
    }

    fn text(format: Format, events: &[Event]) -> String {
        let export = Export(format);
        String::from_utf8([export.head().unwrap(), export.lines(events).unwrap()].concat()).unwrap()
    }

    #[test]
    fn a_spreadsheet_reads_every_cell_as_it_is() {
        let head = COLUMNS.map(|name| format!("\"{name}\"")).join(",");
        let row = r#""9","2026-11-25T09:46:40Z","update","user","7","Ada","crm-7","oauth_client","70","Sync, ""daily""","","192.0.2.1","{""before"":{""name"":""a""},""after"":{""name"":""b""}}""#;
        assert_eq!(text(Format::Csv, &[event("Ada")]), format!("{head}\r\n{row}\r\n"));
    }

    #[test]
    fn nothing_in_a_cell_is_run() {
        let link = "=HYPERLINK(\"http://evil.test\",\"x\")";
        let plain = ["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", " =1", link];
        let disguised = ["＝1+1", "＋1", "－1", "＠SUM(A1)", "\u{feff}=1", "\u{200b}\u{2060} =1", "\u{ad}＝1"];
        for name in plain.into_iter().chain(disguised) {
            let file = text(Format::Csv, &[event(name)]);
            let mut reader = csv::Reader::from_reader(file.as_bytes());
            let row = reader.records().next().unwrap().unwrap();
            assert_eq!(&row[5], format!("'{name}"), "{name:?}");
            assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])), "{row:?}");
        }
    }

    #[test]
    fn nothing_is_run_by_a_spreadsheet_that_divides_by_something_else() {
        let call = "=cmd|' /C calc'!A0";
        for divider in [";", "\t", "|", "\n", "\r\n", ";\"", ";\"\"", "\";\"", "; \u{feff}"] {
            let file = text(Format::Csv, &[event(&format!("x{divider}{call};y"))]);
            for divider in [';', '\t', '|'] {
                let cells = file.split([divider, '\r', '\n']);
                // However it takes the quotes apart.
                let mut seen = cells.map(|cell| cell.trim_start_matches(|c| unseen(c) || c == '"'));
                assert!(!seen.any(|cell| cell.starts_with('=')), "{file}");
            }
        }
    }

    #[test]
    fn a_program_reads_a_line_an_event() {
        let file = text(Format::JsonLines, &[event("=1+1"), event("a\nb")]);
        let lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines[0]["actor_name"].as_str(), lines[1]["actor_name"].as_str()), (Some("=1+1"), Some("a\nb")));
        assert_eq!(lines[0]["details"]["after"]["name"], "b");
    }
}
