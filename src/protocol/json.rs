//! JSON that says nothing twice, at any depth.
//!
//! RFC 8259 §4 leaves open what repeated members mean: `serde_json` takes the last one, others the first, and what two
//! readers read differently is how a check is passed. RFC 7515 §4 and RFC 7519 §4 allow to refuse them.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// A value without repeated members.
#[derive(Clone, Debug, PartialEq)]
pub struct Unambiguous(pub Value);

impl<'de> Deserialize<'de> for Unambiguous {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any).map(Self)
    }
}

/// Whether a text in `value` has a NUL. JSON may say one; PostgreSQL keeps none.
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(list) => list.iter().any(has_nul),
        Value::Object(members) => members.iter().any(|(name, value)| name.contains('\0') || has_nul(value)),
        _ => false,
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
        while let Some(name) = map.next_key::<String>()? {
            if members.contains_key(&name) {
                return Err(Error::custom(format_args!("{name} is there twice")));
            }
            let Unambiguous(value) = map.next_value()?;
            members.insert(name, value);
        }
        Ok(members.into())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> serde_json::Result<Value> {
        serde_json::from_slice(bytes).map(|Unambiguous(value)| value)
    }

    #[test]
    fn nothing_is_said_twice_at_any_depth() {
        for twice in
            [r#"{"a":1,"a":1}"#, r#"{"a":1,"\u0061":2}"#, r#"{"a":{"b":1,"b":2}}"#, r#"{"a":[0,{"b":null,"b":null}]}"#]
        {
            assert!(read(twice.as_bytes()).unwrap_err().to_string().contains("is there twice"), "{twice}");
        }
        let text = br#" {"a":{"a":[{"a":1.5},{"a":-1}]},"A":true,"n":null,"s":"x"} "#;
        assert_eq!(read(text).unwrap(), serde_json::from_slice::<Value>(text).unwrap());
    }

    #[test]
    fn a_nul_is_seen_wherever_it_is() {
        for (text, seen) in [
            (r#"{"a":["\u0000"]}"#, true),
            (r#"{"a":{"\u0000":1}}"#, true),
            (r#"{"a":"\\u0000","b":["0",0,null]}"#, false),
        ] {
            assert_eq!(has_nul(&read(text.as_bytes()).unwrap()), seen, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_none_without_repetition_either() {
        let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(4_000), "]".repeat(4_000));
        for text in ["", "{} {}", "{}x", "{", r#"{"a":1e999}"#, "{'a':1}", &deep] {
            assert!(read(text.as_bytes()).is_err(), "{text:.40}");
        }
        for bytes in [b"\xff{}".as_slice(), b"{\"a\":\"\xff\"}", b"\xef\xbb\xbf{}"] {
            assert!(read(bytes).is_err(), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
