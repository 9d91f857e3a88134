//! What a command says: tables for eyes, or JSON for programs, never both.
//!
//! What eyes see is made from the same JSON that programs get, so neither knows more than the other.

use std::io::Write;
use std::process::ExitCode;

use comfy_table::Table;
use comfy_table::presets;
use serde_json::Value;

use super::failure::Failure;
use crate::refused::controls;

/// Where a command writes, and how.
pub(super) struct Output {
    json: bool,
    out: Box<dyn Write>,
    complaints: Box<dyn Write>,
}

impl Output {
    /// Standard output, standard error for failures.
    pub(super) fn new(json: bool) -> Self {
        Self { json, out: Box::new(std::io::stdout()), complaints: Box::new(std::io::stderr()) }
    }

    /// One thing: its fields below each other.
    pub(super) fn thing(&mut self, thing: &Value) -> Result<(), Failure> {
        if self.json {
            return self.document(thing);
        }
        self.line(&fields(thing))
    }

    /// Many things that are read whole: the fields of each below each other, an empty line between two; `if_none` if there
    /// are none.
    pub(super) fn each(&mut self, answer: &Value, list: &str, if_none: &str) -> Result<(), Failure> {
        match rows(answer, list) {
            _ if self.json => self.document(answer),
            [] => self.line(if_none),
            things => self.line(&things.iter().map(fields).collect::<Vec<_>>().join("\n\n")),
        }
    }

    /// Many things: one a row, `columns` of them by their paths; `if_none` if there are none.
    pub(super) fn things(
        &mut self,
        answer: &Value,
        list: &str,
        columns: &[&str],
        if_none: &str,
    ) -> Result<(), Failure> {
        if self.json {
            return self.document(answer);
        }
        let rows = rows(answer, list);
        if rows.is_empty() {
            return self.line(if_none);
        }
        let mut table = plain();
        table.set_header(columns.iter().map(|column| column.replace(['_', '.'], " ")));
        for row in rows {
            table.add_row(columns.iter().map(|column| word(column.split('.').fold(row, |thing, name| &thing[name]))));
        }
        self.line(&table.trim_fmt())
    }

    /// `document` for programs, `text` for eyes.
    pub(super) fn either(&mut self, document: &Value, text: &str) -> Result<(), Failure> {
        if self.json { self.document(document) } else { self.line(text) }
    }

    /// A JSON document, for programs.
    pub(super) fn document(&mut self, document: &Value) -> Result<(), Failure> {
        self.line(&format!("{document:#}"))
    }

    /// Text, for eyes.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Failure> {
        self.line(text)
    }

    /// Whether programs read it.
    pub(super) const fn is_json(&self) -> bool {
        self.json
    }

    /// A part of a file, as it is. Says whether anybody still reads.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        match self.out.write_all(bytes).and_then(|()| self.out.flush()) {
            Ok(()) => Ok(true),
            // Whoever reads has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(false),
            Err(error) => Err(Failure::new("io", format!("Standard output took not everything: {error}."))),
        }
    }

    fn line(&mut self, text: &str) -> Result<(), Failure> {
        self.bytes(format!("{text}\n").as_bytes()).map(drop)
    }

    /// Says to standard error what whoever typed the command should know beside its answer.
    pub(super) fn note(&mut self, text: &str) {
        // Nobody is left to tell if standard error is closed.
        drop(writeln!(self.complaints, "{text}"));
    }

    /// Says why nothing was done, to standard error.
    pub(super) fn failed(&mut self, failure: &Failure) -> ExitCode {
        let said = if self.json { format!("{:#}", failure.json()) } else { complaint(failure) };
        self.note(&said);
        ExitCode::FAILURE
    }
}

fn complaint(failure: &Failure) -> String {
    let mut lines = vec![format!("error: {}", failure.message)];
    for problem in &failure.problems {
        let part = |name: &str| problem.get(name).map(word).unwrap_or_default();
        lines.push(format!("  {}: {}", part("field"), part("message")));
    }
    lines.extend(failure.hint.as_ref().map(|hint| format!("hint: {hint}")));
    lines.join("\n")
}

/// The things in the `list` of an answer.
fn rows<'a>(answer: &'a Value, list: &str) -> &'a [Value] {
    answer.get(list).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The fields of a thing below each other.
fn fields(thing: &Value) -> String {
    let mut table = plain();
    for (name, value) in flat("", thing) {
        table.add_row([name, value]);
    }
    table.trim_fmt()
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// The fields of `value` with their paths, `settings.locale` or `secrets.1.hint`; lists of words in one line.
fn flat(path: &str, value: &Value) -> Vec<(String, String)> {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            fields.iter().flat_map(|(name, value)| flat(&below(name), value)).collect()
        }
        Value::Array(things) if things.iter().any(Value::is_object) => {
            things.iter().zip(1..).flat_map(|(thing, number)| flat(&below(&format!("{number}")), thing)).collect()
        }
        value => vec![(path.to_owned(), word(value))],
    }
}

/// A value as eyes want it. Names come from others: what would steer the terminal is shown instead of done.
fn word(value: &Value) -> String {
    let text = match value {
        Value::Null => "-".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) if text.is_empty() => "-".into(),
        Value::String(text) => text.clone(),
        Value::Array(words) if words.is_empty() => "-".into(),
        Value::Array(words) => words.iter().map(word).collect::<Vec<_>>().join(" "),
        Value::Object(_) => "-".into(),
        Value::Number(number) => number.to_string(),
    };
    text.chars().map(|c| if controls(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::json;

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(json: bool, write: impl FnOnce(&mut Output)) -> String {
        let paper = Paper::default();
        write(&mut Output { json, out: Box::new(paper.clone()), complaints: Box::new(paper.clone()) });
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn eyes_get_a_table_and_programs_the_answer() {
        let answer =
            json!({"tenants": [{"subdomain": "acme", "active": true}, {"subdomain": "globex", "active": false}]});
        let list = |output: &mut Output| output.things(&answer, "tenants", &["subdomain", "active"], "none").unwrap();
        assert_eq!(written(false, list), " subdomain  active\n acme       yes\n globex     no\n");
        assert_eq!(serde_json::from_str::<Value>(&written(true, list)).unwrap(), answer);
    }

    #[test]
    fn what_is_read_whole_stands_field_by_field_and_apart() {
        let answer = json!({"apps": [{"name": "A", "uris": ["x", "y"]}, {"name": "B", "uris": []}]});
        let each = |output: &mut Output| output.each(&answer, "apps", "none").unwrap();
        assert_eq!(written(false, each), " name  A\n uris  x y\n\n name  B\n uris  -\n");
        assert_eq!(serde_json::from_str::<Value>(&written(true, each)).unwrap(), answer);
        assert_eq!(written(false, |output| output.each(&json!({"apps": []}), "apps", "none").unwrap()), "none\n");
    }

    #[test]
    fn a_thing_shows_every_field_and_steers_no_terminal() {
        let settings = json!({"locale": null, "uris": ["a", "b"]});
        let thing =
            json!({"name": "A\u{1b}[31\u{202e}m", "settings": settings, "secrets": [{"hint": "x"}, {"hint": "y"}]});
        let shown = written(false, |output| output.thing(&thing).unwrap());
        let lines: Vec<Vec<&str>> = shown.lines().map(|line| line.split_whitespace().collect()).collect();
        let expected: [&[&str]; 5] = [
            &["name", "A\u{fffd}[31\u{fffd}m"],
            &["settings.locale", "-"],
            &["settings.uris", "a", "b"],
            &["secrets.1.hint", "x"],
            &["secrets.2.hint", "y"],
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn a_failure_says_what_to_type_next() {
        let failure = Failure::of_answer(
            422,
            &json!({"error": "invalid", "message": "No.", "hint": "Type yes.",
            "problems": [{"field": "name", "message": "cannot be blank"}]}),
        );
        let said = written(false, |output| assert_eq!(output.failed(&failure), ExitCode::FAILURE));
        assert_eq!(said, "error: No.\n  name: cannot be blank\nhint: Type yes.\n");
        let said: Value =
            serde_json::from_str(&written(true, |output| assert_eq!(output.failed(&failure), ExitCode::FAILURE)))
                .unwrap();
        assert_eq!((&said["error"], &said["problems"][0]["field"]), (&json!("invalid"), &json!("name")));
    }
}
