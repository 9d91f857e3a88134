//! A JSON object that says nothing twice, at any depth.
//!
//! RFC 7515 §4 and RFC 7519 §4 let a reader refuse repeated members or take the last one; `serde_json` takes the last
//! one, others the first.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The object that `bytes` are, and nothing behind it.
pub(super) fn read(bytes: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(bytes) {
        Ok(Unambiguous(Value::Object(members))) => Some(members),
        _ => None,
    }
}

/// A value without repeated members.
pub(super) struct Unambiguous(pub(super) Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Unambiguous(value)) = list.next_element()? {
            all.push(value);
        }
        Ok(all.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Unambiguous(value))) = map.next_entry::<String, _>()? {
            if members.insert(name, value).is_some() {
                return Err(Error::custom("a member stands twice"));
            }
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn nothing_is_said_twice_at_any_depth() {
        for twice in
            [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":[0,{"b":null,"b":null}]}"#]
        {
            assert_eq!(read(twice.as_bytes()), None, "{twice}");
        }
        let once = read(br#" {"a":{"a":[{"a":1.5},{"a":-1}]},"A":true} "#);
        assert_eq!(once.map(Value::Object), Some(json!({"a": {"a": [{"a": 1.5}, {"a": -1}]}, "A": true})));
    }

    #[test]
    fn only_one_whole_object_is_one() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(4_000), "]".repeat(4_000));
        for text in ["", "null", "[]", "1", r#""{}""#, "{} {}", "{}x", "{", r#"{"a":1e999}"#, "{'a':1}", &deep] {
            assert_eq!(read(text.as_bytes()), None, "{text:.40}");
        }
        assert_eq!(read(b"\xff{}"), None);
        assert_eq!(read(b"{\"a\":\"\xff\"}"), None);
        assert_eq!(read(b"\xef\xbb\xbf{}"), None);
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            read(&bytes);
        }
    }
}
