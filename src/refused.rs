//! Why a change was not made, told to the person who asked for it.
//!
//! Tenants, users, clients and resource servers are changed by the same people (operators, admins)
//! through the same doors, so they share one refusal: what it becomes on the wire (422, 400, 404) is
//! then said in one place. An error enum for each noun was refused: four copies of the same three cases.

mod unseen;

use std::borrow::Cow;

use crate::protocol::lifetimes::Bounds;
use crate::storage::{Failure, Outcome};

pub use unseen::{seen, unseen, without_unseen};

/// Why a change was not made, nor any part of it.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// What was asked cannot be: every field that is wrong, with what to do about it (422).
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Problem>),
    /// There is no such thing at this tenant (404). The word names the kind of thing: `user`.
    #[error("there is no such {0}")]
    Unknown(&'static str),
    /// Storage gave no answer (500 or 503).
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl Outcome for Refused {
    fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Failure(failure) => Some(failure),
            _ => None,
        }
    }
}

impl From<Problem> for Refused {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {says}")]
pub struct Problem {
    /// The field as the operator API names it; `base` for the whole.
    pub field: Cow<'static, str>,
    /// What kind of wrong.
    pub flaw: Flaw,
    /// A sentence that says what is wrong and what to do.
    pub says: String,
    /// What its seconds lie between, for whoever says it in another language.
    pub bounds: Option<Bounds>,
}

/// What kind of wrong a [`Problem`] is, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Nothing was given where something is needed.
    Blank,
    /// Another one has it already.
    Taken,
    /// Not of the right form, or not allowed here.
    Invalid,
    /// Longer or more than there is room for.
    TooLong,
}

impl Flaw {
    /// The word for programs: `BlankValue`, `DuplicateValue`, `InvalidValue`, `TooLong`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "BlankValue",
            Self::Taken => "DuplicateValue",
            Self::Invalid => "InvalidValue",
            Self::TooLong => "TooLong",
        }
    }
}

impl Problem {
    /// A problem of `flaw` with `field`.
    pub fn new(field: impl Into<Cow<'static, str>>, flaw: Flaw, says: impl Into<String>) -> Self {
        Self { field: field.into(), flaw, says: says.into(), bounds: None }
    }

    /// `field` has seconds that do not lie within `bounds`.
    pub fn outside(field: impl Into<Cow<'static, str>>, bounds: Bounds) -> Self {
        let says = format!("give seconds from {} to {}", bounds.least, bounds.most);
        Self { bounds: Some(bounds), ..Self::invalid(field, says) }
    }

    /// `field` is a text of more than `most` characters.
    pub fn too_long(field: impl Into<Cow<'static, str>>, most: usize) -> Self {
        Self::new(field, Flaw::TooLong, format!("at most {most} characters fit"))
    }

    /// `field` has a value that cannot be.
    pub fn invalid(field: impl Into<Cow<'static, str>>, says: impl Into<String>) -> Self {
        Self::new(field, Flaw::Invalid, says)
    }
}

/// The problems found so far: each check adds its own, so that one answer names them all.
#[derive(Debug, Default)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Adds `problem`, if there is one.
    pub fn note(&mut self, problem: impl Into<Option<Problem>>) {
        self.0.extend(problem.into());
    }

    /// Takes the value of a check, or notes why there is none and goes on with nothing: see [`none`](Self::none).
    pub fn take<T: Default>(&mut self, checked: Result<T, Problem>) -> T {
        checked.map_err(|problem| self.0.push(problem)).unwrap_or_default()
    }

    /// Whether nothing was noted yet.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fine if nothing was noted.
    ///
    /// # Errors
    /// [`Refused::Invalid`] with all that was noted.
    pub fn none(self) -> Result<(), Refused> {
        if self.0.is_empty() { Ok(()) } else { Err(Refused::Invalid(self.0)) }
    }
}

/// A line of people's text (a name) as it is kept: trimmed, without characters that control something,
/// at most `most` characters.
///
/// # Errors
/// What is wrong with `given`.
pub fn text(field: &'static str, given: &str, most: usize) -> Result<String, Problem> {
    if given.trim().contains('\n') {
        return Err(Problem::invalid(field, "only one line fits"));
    }
    prose(field, given, most)
}

/// The same for a text of several lines (a description).
///
/// # Errors
/// What is wrong with `given`.
pub fn prose(field: &'static str, given: &str, most: usize) -> Result<String, Problem> {
    let text = given.trim().replace("\r\n", "\n");
    if text.chars().any(|c| c != '\n' && controls(c)) {
        return Err(Problem::invalid(field, "control characters cannot be kept: take them out"));
    }
    if text.chars().count() > most {
        return Err(Problem::too_long(field, most));
    }
    Ok(text)
}

/// As much of what a stranger sent as a log can show: one line of at most `most` characters, without those that control
/// something.
pub fn shown(given: &str, most: usize) -> String {
    given.chars().filter(|c| !controls(*c)).take(most).collect()
}

/// Whether a character does something to those around it. The ones that turn the direction of writing, or end a line,
/// would let a client's name rewrite the sentence that a person agrees to. What joins letters (U+200C, U+200D) stays, and
/// what only says of which direction a sign is (U+200E, U+200F, U+061C): Persian, Hebrew and Arabic texts and many emoji
/// are written with them. Of a name [`seen`] asks more.
pub fn controls(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// [`text`] of which there has to be something to see.
///
/// # Errors
/// What is wrong with `given`.
pub fn required(field: &'static str, given: &str, most: usize) -> Result<String, Problem> {
    match text(field, given, most)? {
        blank if blank.chars().all(unseen) => Err(Problem::new(field, Flaw::Blank, "cannot be blank")),
        text => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_names_every_problem() {
        let mut problems = Problems::default();
        problems.take(required("name", "  ", 10));
        problems.take(text("description", "much too long", 4));
        let Err(Refused::Invalid(all)) = problems.none() else { panic!("nothing was refused") };
        assert_eq!(
            all.iter().map(|p| (&*p.field, p.flaw)).collect::<Vec<_>>(),
            [("name", Flaw::Blank), ("description", Flaw::TooLong)]
        );
    }

    #[test]
    fn whoever_hears_that_nothing_was_changed_can_rely_on_it() {
        assert!(!Refused::Unknown("user").stands());
    }

    #[test]
    fn text_is_trimmed_and_counted_in_characters() {
        assert_eq!(required("name", " 日本 ", 2).unwrap(), "日本");
        assert_eq!(prose("description", "a\r\nb ", 3).unwrap(), "a\nb");
    }

    #[test]
    fn what_controls_is_refused() {
        for given in ["a\u{0}b", "a\nb", "a\r\nb", "a\u{1b}[2Jb", "a\u{202e}b", "a\u{2066}b"] {
            assert!(text("name", given, 99).is_err(), "{given:?}");
        }
        for c in ['\u{2028}', '\u{2029}', '\u{202e}'] {
            assert!(prose("description", &format!("a{c}b"), 99).is_err(), "{c:?}");
        }
    }

    #[test]
    fn of_what_a_stranger_sent_the_log_shows_one_line_that_reads_as_it_stands() {
        assert_eq!(shown("a\r\nb\u{2028}c\u{202e}d\u{2066}e\u{1b}[2J日本", 9), "abcde[2J日");
    }

    #[test]
    fn a_name_has_something_to_see_and_what_joins_its_letters_stays() {
        for unseen in ['\u{200b}', '\u{200d}', '\u{2060}', '\u{ad}', '\u{feff}', '\u{3164}', '\u{3000}', '\u{2800}'] {
            let refused = required("name", &format!("{unseen}\u{feff}{unseen}"), 99).unwrap_err();
            assert_eq!(refused.flaw, Flaw::Blank, "{unseen:?}");
        }
        for name in ["می\u{200c}خواهم", "👩\u{200d}💻", "co\u{ad}op"] {
            assert_eq!(required("name", name, 99).unwrap(), name);
        }
    }
}
