//! Fields of a line as other systems write them: numbers and switches as text, lists as one text, times in seconds.

use serde::Deserialize;

use crate::clock::Moment;

/// A switch: `true`, `1`, `yes`, `t`, or their opposites.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Any")]
pub(super) struct Flag(pub(super) bool);

/// A time: RFC 3339, or seconds since 1970.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Any")]
pub(super) struct Time(pub(super) Moment);

/// A whole number.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Any")]
pub(super) struct Number(pub(super) i64);

/// Texts: a list, or one text with spaces, commas or semicolons between them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "Some")]
pub(super) struct Texts(pub(super) Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Any {
    Flag(bool),
    Number(i64),
    Text(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Some {
    List(Vec<String>),
    Text(String),
}

impl From<Some> for Texts {
    fn from(some: Some) -> Self {
        match some {
            Some::List(list) => Self(list),
            Some::Text(text) => {
                let parts = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
                Self(parts.filter(|part| !part.is_empty()).map(str::to_owned).collect())
            }
        }
    }
}

impl TryFrom<Any> for Flag {
    type Error = String;

    fn try_from(any: Any) -> Result<Self, String> {
        let word = match any {
            Any::Flag(flag) => return Ok(Self(flag)),
            Any::Number(number) => number.to_string(),
            Any::Text(text) => text.to_ascii_lowercase(),
        };
        match word.as_str() {
            "true" | "1" | "yes" | "t" => Ok(Self(true)),
            "false" | "0" | "no" | "f" => Ok(Self(false)),
            _ => Err(format!("{word:?} is neither true nor false")),
        }
    }
}

impl TryFrom<Any> for Number {
    type Error = String;

    fn try_from(any: Any) -> Result<Self, String> {
        match any {
            Any::Number(number) => Ok(Self(number)),
            Any::Text(text) => text.parse().map(Self).map_err(|_| format!("{text:?} is no number")),
            Any::Flag(flag) => Err(format!("{flag} is no number")),
        }
    }
}

impl TryFrom<Any> for Time {
    type Error = String;

    fn try_from(any: Any) -> Result<Self, String> {
        let seconds = |seconds: i64| Self(Moment::from_micros(0).plus(seconds));
        match any {
            Any::Number(number) => Ok(seconds(number)),
            Any::Flag(flag) => Err(format!("{flag} is no time")),
            Any::Text(text) => {
                let read = text.parse().ok().map(seconds).or_else(|| Moment::from_rfc3339(&text).map(Self));
                read.ok_or_else(|| format!("{text:?} is no time: write 2026-11-21T10:00:00Z, or seconds since 1970"))
            }
        }
    }
}
