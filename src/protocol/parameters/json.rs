//! A JSON object as a list of parameters: repeated keys are kept, so that they can be refused.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{MAXIMUM, Value, text};
use crate::protocol::reason::Reason;

/// How deep an object may be nested; the object itself is the first level.
const DEPTH: usize = 8;

/// What `serde_json` says, beyond its own limit of 128 levels, instead of running out of stack.
const RECURSION: &str = "recursion limit exceeded";

pub(super) fn parse(body: &str) -> Result<Vec<(String, Value)>, Reason> {
    let failed = |error: serde_json::Error| {
        if error.to_string().starts_with(RECURSION) { Reason::BodyTooDeep } else { Reason::BodyNotJson }
    };
    let Object(members) = serde_json::from_str(body).map_err(failed)?;
    if members.len() > MAXIMUM {
        return Err(Reason::TooManyParameters);
    }
    members.into_iter().map(parameter).collect()
}

fn parameter((name, value): (String, Value)) -> Result<(String, Value), Reason> {
    if name.contains('\0') {
        return Err(Reason::BodyNotText);
    }
    match value {
        Value::Nested(levels) if levels >= DEPTH => Err(Reason::BodyTooDeep),
        Value::Text(value) => Ok((name, Value::from(text(value)?))),
        value => Ok((name, value)),
    }
}

struct Object(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Object(members))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Member)
    }
}

impl Value {
    fn levels(&self) -> usize {
        if let Self::Nested(levels) = self { *levels } else { 0 }
    }
}

struct Member;

impl<'de> Visitor<'de> for Member {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Absent)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Text(value.to_string().into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string().into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string().into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Text(value.to_string().into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned().into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut deepest = 0;
        while let Some(element) = list.next_element::<Value>()? {
            deepest = deepest.max(element.levels());
        }
        Ok(Value::Nested(deepest + 1))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut deepest = 0;
        while let Some((IgnoredAny, value)) = map.next_entry::<IgnoredAny, Value>()? {
            deepest = deepest.max(value.levels());
        }
        Ok(Value::Nested(deepest + 1))
    }
}
