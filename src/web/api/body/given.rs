//! A field as it was sent: absent, `null`, a value, or something of another kind.
//!
//! Reading never fails, so that one answer can name every field that is wrong.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::refused::{Flaw, Problem, Problems};

/// A field as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// Not at all.
    #[default]
    Absent,
    /// As `null`.
    Null,
    /// As a value.
    Value(T),
    /// As something of another kind.
    Wrong,
}

/// Words separated by spaces, or in a list: how scopes come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(pub String);

/// What can be read from JSON, strings included.
pub trait Lenient: Sized {
    /// What to send.
    const FORM: &'static str;

    /// The value, if `sent` is one.
    fn read(sent: Value) -> Option<Self>;
}

impl<T: Lenient> Given<T> {
    /// The value; `null` counts as absent.
    pub fn value(self, field: &'static str, problems: &mut Problems) -> Option<T> {
        self.nullable(field, problems).flatten()
    }

    /// The value, or that `null` takes it away.
    pub fn nullable(self, field: &'static str, problems: &mut Problems) -> Option<Option<T>> {
        match self {
            Self::Absent => None,
            Self::Null => Some(None),
            Self::Value(value) => Some(Some(value)),
            Self::Wrong => {
                problems.note(Problem::invalid(field, format!("send {}", T::FORM)));
                None
            }
        }
    }
}

impl Given<String> {
    /// The problem that a field has in which something is needed and nothing was sent.
    pub fn needed(&self, field: &'static str) -> Option<Problem> {
        let blank = match self {
            Self::Absent | Self::Null => true,
            Self::Value(text) => text.trim().is_empty(),
            Self::Wrong => false,
        };
        blank.then(|| Problem::new(field, Flaw::Blank, "cannot be blank"))
    }
}

impl Given<Words> {
    /// The words that something is held to; none for `null`, which takes the limit away. An empty list was meant to
    /// allow nothing: it is a problem, so that it does not allow everything.
    pub fn limit(self, field: &'static str, problems: &mut Problems) -> Option<String> {
        let words = self.nullable(field, problems)?.map(|words| words.0);
        if words.as_ref().is_some_and(|words| words.trim().is_empty()) {
            problems.note(Problem::new(field, Flaw::Blank, "send null for no limit, or name at least one"));
        }
        Some(words.unwrap_or_default())
    }
}

impl<'de, T: Lenient> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Null,
            sent => T::read(sent).map_or(Self::Wrong, Self::Value),
        })
    }
}

impl Lenient for String {
    const FORM: &'static str = "a text";

    fn read(sent: Value) -> Option<Self> {
        match sent {
            Value::String(text) => Some(text),
            // What is no whole number has lost digits already, and two could become one.
            Value::Number(number) => (number.is_i64() || number.is_u64()).then(|| number.to_string()),
            _ => None,
        }
    }
}

impl Lenient for i64 {
    const FORM: &'static str = "a whole number";

    fn read(sent: Value) -> Option<Self> {
        match sent {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl Lenient for bool {
    const FORM: &'static str = "true or false";

    fn read(sent: Value) -> Option<Self> {
        match sent {
            Value::Bool(on) => Some(on),
            Value::String(text) if text == "true" || text == "1" => Some(true),
            Value::String(text) if text == "false" || text == "0" => Some(false),
            _ => None,
        }
    }
}

impl Lenient for Vec<String> {
    const FORM: &'static str = "a text or a list of texts";

    fn read(sent: Value) -> Option<Self> {
        let text = |value: Value| if let Value::String(text) = value { Some(text) } else { None };
        match sent {
            // One field of a page with a line for each is sent as one text.
            Value::String(lines) => {
                Some(lines.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
            }
            Value::Array(list) => list.into_iter().map(text).collect(),
            _ => None,
        }
    }
}

impl Lenient for Words {
    const FORM: &'static str = "words separated by spaces, or a list of words";

    fn read(sent: Value) -> Option<Self> {
        match sent {
            Value::String(words) => Some(Self(words)),
            Value::Array(_) => Vec::<String>::read(sent).map(|words| Self(words.join(" "))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_and_switches_may_be_texts() {
        assert_eq!((i64::read(json!("7")), i64::read(json!(7)), i64::read(json!(1.5))), (Some(7), Some(7), None));
        assert_eq!(
            (bool::read(json!("true")), bool::read(json!(false)), bool::read(json!(1))),
            (Some(true), Some(false), None)
        );
        let one = Vec::<String>::read(json!("https://a\r\nhttps://b\n"));
        assert_eq!(
            (one.clone(), one),
            (
                Vec::<String>::read(json!(["https://a", "https://b"])),
                Some(vec!["https://a".into(), "https://b".into()])
            )
        );
        assert_eq!(Words::read(json!(["read", "write"])), Words::read(json!("read write")));
        assert_eq!(Vec::<String>::read(json!([1])), None);
        for (sent, read) in [("7", Some("7")), ("18446744073709551615", Some("18446744073709551615"))] {
            assert_eq!(String::read(serde_json::from_str(sent).unwrap()).as_deref(), read);
        }
        for lossy in ["100000000000000000000001", "18446744073709551616", "1.5", "-0"] {
            assert_eq!(String::read(serde_json::from_str(lossy).unwrap()), None, "{lossy}");
        }
    }

    #[test]
    fn no_limit_is_said_by_null_alone() {
        let limit = |sent: Value| {
            let mut problems = Problems::default();
            let read = serde_json::from_value::<Given<Words>>(sent).unwrap().limit("scopes", &mut problems);
            problems.none().map(|()| read).ok()
        };
        assert_eq!(limit(json!(null)), Some(Some(String::new())));
        assert_eq!(limit(json!(["read", "write"])), Some(Some("read write".into())));
        for empty in [json!([]), json!(""), json!(" "), json!(["", ""])] {
            assert_eq!(limit(empty.clone()), None, "{empty}");
        }
        assert_eq!(Given::<Words>::Absent.limit("scopes", &mut Problems::default()), None);
    }

    #[test]
    fn null_and_absent_are_told_apart_and_another_kind_is_a_problem() {
        let mut problems = Problems::default();
        let given = |value: Value| serde_json::from_value::<Given<i64>>(value).unwrap();
        assert_eq!(Given::<i64>::default().nullable("a", &mut problems), None);
        assert_eq!(given(json!(null)).nullable("a", &mut problems), Some(None));
        assert_eq!(given(json!("x")).nullable("a", &mut problems), None);
        assert!(problems.none().is_err());
    }
}
