//! Fields of a line as other systems write them: numbers and switches as text, lists as one text, times in seconds.

use serde::Deserialize;

use crate::clock::Moment;

/// A switch: `true`, `1`, `yes`, `t`, or their opposites.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Any")]
pub(super) struct Flag(pub(super) bool);

/// A time: RFC 3339, or seconds since 1970, of a year that can be written with four digits.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "Any")]
pub(super) struct Time(pub(super) Moment);

/// 9999-12-31T23:59:59Z.
const LAST_SECOND: i64 = 253_402_300_799;

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
        let seconds = |seconds: i64| Moment::from_micros(0).plus(seconds);
        let (said, read) = match any {
            Any::Number(number) => (number.to_string(), Some(seconds(number))),
            Any::Flag(flag) => (flag.to_string(), None),
            Any::Text(text) => {
                let read = text.parse().ok().map(seconds).or_else(|| Moment::from_rfc3339(&text));
                (format!("{text:?}"), read)
            }
        };
        match read {
            Some(at) if (0..=LAST_SECOND).contains(&at.seconds()) => Ok(Self(at)),
            Some(_) => {
                Err(format!("{said} is no time from 1970 to 9999: give whole seconds since 1970, no milliseconds"))
            }
            None => Err(format!("{said} is no time: write 2026-11-21T10:00:00Z, or seconds since 1970")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_of_our_calendar() {
        let read = |json: &str| serde_json::from_str::<Time>(json).map(|time| time.0.rfc3339());
        for (json, at) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("\"1795255200\"", "2026-11-21T10:00:00Z"),
            ("\"2026-11-21T10:00:00Z\"", "2026-11-21T10:00:00Z"),
            ("253402300799", "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(json).unwrap(), at);
        }
        for json in [
            "1795439614913",
            "\"1795439614913\"",
            "-1",
            "253402300800",
            "9223372036854775807",
            "\"1969-12-31T23:59:59Z\"",
        ] {
            let refused = read(json).unwrap_err().to_string();
            assert!(refused.contains("no milliseconds"), "{json}: {refused}");
        }
        for json in ["true", "\"tomorrow\"", "\"\""] {
            assert!(read(json).unwrap_err().to_string().contains("is no time: write"), "{json}");
        }
    }
}
