//! The lines of a file that is imported, as JSON objects.
//!
//! A line that cannot be read is refused like any other that is wrong, and holds up no other: an empty one stands in its
//! place.

use std::io::{BufRead, Error, Read, Result};
use std::path::Path;

use serde_json::{Map, Value};

use super::reader;

/// The lines of a file, in parts.
pub(super) enum Lines {
    /// JSON Lines, as they are, and how many were read.
    Json(Box<dyn BufRead>, u64),
    /// CSV: its heading, its rows.
    Csv(csv::StringRecord, Box<csv::Reader<LineByLine>>),
}

/// Some lines.
#[derive(Default)]
pub(super) struct Part {
    /// A JSON object a line.
    pub(super) text: String,
    /// Where each stands in the file.
    pub(super) numbers: Vec<u64>,
    /// Which of them cannot be read, and why.
    pub(super) unreadable: Vec<(u64, String)>,
}

const NOT_UTF8: &str = "the line is not in UTF-8";

impl Lines {
    /// The lines of `file`.
    pub(super) fn open(file: &Path) -> Result<Self> {
        let lines = reader(file)?;
        if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("csv")) {
            return Ok(Self::Json(lines, 0));
        }
        let lines = LineByLine { lines, number: 0, ended: true };
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::Headers).flexible(true).from_reader(lines);
        let heading = rows.headers().map_err(Error::other)?.clone();
        let twice =
            heading.iter().enumerate().find(|(at, name)| heading.iter().take(*at).any(|before| before == *name));
        if let Some((_, name)) = twice {
            return Err(Error::other(format!("the heading has the column {name:?} twice")));
        }
        Ok(Self::Csv(heading, Box::new(rows)))
    }

    /// The next lines, about so many bytes of them; none at the end.
    pub(super) fn next_part(&mut self, size: usize) -> Result<Part> {
        let mut part = Part::default();
        while part.text.len() < size
            && let Some((number, line)) = self.next()?
        {
            match line {
                Ok(line) => part.text.push_str(&line),
                Err(reason) => part.unreadable.push((number, reason)),
            }
            part.text.push('\n');
            part.numbers.push(number);
        }
        Ok(part)
    }

    /// The next line and where it stands.
    fn next(&mut self) -> Result<Option<(u64, std::result::Result<String, String>)>> {
        match self {
            Self::Json(lines, read) => {
                let mut line = Vec::new();
                if lines.read_until(b'\n', &mut line)? == 0 {
                    return Ok(None);
                }
                *read += 1;
                let line = String::from_utf8(line).map_err(|_| NOT_UTF8.to_owned());
                Ok(Some((*read, line.map(|line| line.trim_end_matches(['\r', '\n']).to_owned()))))
            }
            Self::Csv(heading, rows) => {
                let mut row = csv::ByteRecord::new();
                if !rows.read_byte_record(&mut row).map_err(Error::other)? {
                    return Ok(None);
                }
                // It ends in the line that was read last; `row.position()` is where the row before it has ended.
                let within = row.as_slice().iter().filter(|byte| **byte == b'\n').count();
                let number = rows.get_ref().number.saturating_sub(u64::try_from(within).unwrap_or_default());
                Ok(Some((number, object(heading, row))))
            }
        }
    }
}

/// A file that is handed out line by line, so that nobody who reads from it is further than they have to be.
pub(super) struct LineByLine {
    lines: Box<dyn BufRead>,
    /// Which line what was read last belongs to.
    number: u64,
    /// Whether that line was read to its end.
    ended: bool,
}

impl Read for LineByLine {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let there = self.lines.fill_buf()?;
        let line = there.iter().position(|byte| *byte == b'\n').map_or(there, |end| &there[..=end]);
        let read = (&*line).read(into)?;
        if read > 0 {
            self.number += u64::from(self.ended);
            self.ended = into[read - 1] == b'\n';
        }
        self.lines.consume(read);
        Ok(read)
    }
}

/// The row as a JSON object; an empty cell says nothing.
fn object(heading: &csv::StringRecord, row: csv::ByteRecord) -> std::result::Result<String, String> {
    let row = csv::StringRecord::from_byte_record(row).map_err(|_| NOT_UTF8.to_owned())?;
    if row.len() != heading.len() {
        return Err(format!("the row has {} cells, the heading {}", row.len(), heading.len()));
    }
    let filled = heading.iter().zip(row.iter().map(str::trim)).filter(|(_, cell)| !cell.is_empty());
    let object: Map<_, _> = filled.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect();
    Ok(Value::from(object).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_where_it_begins_whatever_ends_the_lines_and_however_many_a_cell_has() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.csv");
        let rows = "name,email\n\nAda,ada@example.com\n\"Bob\nand others\n\",bob@example.com\n\n\nEve,eve@example.com";
        for text in
            [rows.to_owned(), rows.replace('\n', "\r\n"), format!("{rows}\n"), format!("\u{feff}{rows}\r\n\r\n")]
        {
            std::fs::write(&file, &text).unwrap();
            let part = Lines::open(&file).unwrap().next_part(1_000).unwrap();
            assert_eq!(part.numbers, [3, 4, 9], "{text:?}");
            assert!(part.unreadable.is_empty() && part.text.lines().count() == 3, "{}", part.text);
        }
    }
}
