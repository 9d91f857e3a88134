//! The lines of a file that is imported, as JSON objects.

use std::io::{BufRead, Error, Result};
use std::path::Path;

use serde_json::{Map, Value};

use super::reader;

/// The lines of a file, in parts.
pub(super) enum Lines {
    /// JSON Lines, as they are.
    Json(Box<dyn BufRead>),
    /// CSV: its heading, its rows.
    Csv(csv::StringRecord, Box<csv::Reader<Box<dyn BufRead>>>),
}

impl Lines {
    /// The lines of `file`.
    pub(super) fn open(file: &Path) -> Result<Self> {
        let lines = reader(file)?;
        if file.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("csv")) {
            return Ok(Self::Json(lines));
        }
        let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(lines);
        let heading = rows.headers().map_err(Error::other)?.clone();
        Ok(Self::Csv(heading, Box::new(rows)))
    }

    /// How many lines stand before the first.
    pub(super) const fn heading(&self) -> u64 {
        match self {
            Self::Json(_) => 0,
            Self::Csv(..) => 1,
        }
    }

    /// The next lines, about so many bytes of them, and how many they are.
    pub(super) fn next_part(&mut self, size: usize) -> Result<(String, u64)> {
        let (mut part, mut count) = (String::new(), 0);
        while part.len() < size && self.next(&mut part)? {
            count += 1;
        }
        Ok((part, count))
    }

    fn next(&mut self, part: &mut String) -> Result<bool> {
        match self {
            Self::Json(lines) => Ok(lines.read_line(part)? > 0),
            Self::Csv(heading, rows) => {
                let mut row = csv::StringRecord::new();
                if !rows.read_record(&mut row).map_err(Error::other)? {
                    return Ok(false);
                }
                let filled = heading.iter().zip(&row).filter(|(_, cell)| !cell.is_empty());
                let object: Map<_, _> = filled.map(|(name, cell)| (name.to_owned(), Value::from(cell))).collect();
                part.push_str(&Value::from(object).to_string());
                part.push('\n');
                Ok(true)
            }
        }
    }
}
