//! JSON without repeated keys, at most eight levels deep and with a hundred members (contract §6).

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::protocol::parameters::MAXIMUM;
use crate::web::api::denied::Denied;

/// How deep an object may be nested; the object itself is the first level.
const DEPTH: usize = 8;

/// The object that `text` is.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, Denied> {
    let members = Cell::new(0);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = Level { depth: 1, members: &members }.deserialize(&mut deserializer);
    let ended = |value| deserializer.end().map(|()| value);
    match read.and_then(ended) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Denied::malformed("Send a JSON object.")),
        Err(error) => Err(Denied::malformed(format!("The body is not JSON that can be read here: {error}."))),
    }
}

#[derive(Clone, Copy)]
struct Level<'a> {
    depth: usize,
    members: &'a Cell<usize>,
}

impl Level<'_> {
    fn below<E: Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH {
            Err(E::custom("it is nested too deep"))
        } else {
            Ok(Self { depth: self.depth + 1, ..self })
        }
    }
}

impl<'de> DeserializeSeed<'de> for Level<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        if value.contains('\0') { Err(E::custom("a text contains NUL")) } else { Ok(value.into()) }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let below = self.below()?;
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(below)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            self.members.set(self.members.get() + 1);
            if self.members.get() > MAXIMUM {
                return Err(A::Error::custom(format!("it has more than {MAXIMUM} members")));
            }
            let value = map.next_value_seed(self.below()?)?;
            if object.insert(name.clone(), value).is_some() {
                return Err(A::Error::custom(format!("{name} is there twice")));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_read_as_it_is() {
        let text = r#"{"client":{"name":"A","n":1,"m":-2,"x":1.5,"on":true,"none":null,"list":["a",["b"]]}}"#;
        assert_eq!(Value::Object(object(text).unwrap()).to_string(), text);
    }

    #[test]
    fn what_two_readers_could_read_differently_is_refused() {
        let many = (0..=MAXIMUM).map(|n| format!("\"a{n}\":1")).collect::<Vec<_>>().join(",");
        let deep = format!("{}1{}", "{\"a\":".repeat(9), "}".repeat(9));
        let nested = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        for text in [
            r#"{"a":1,"a":1}"#,
            r#"{"client":{"name":"a","name":"b"}}"#,
            r#"{"a":"\u0000"}"#,
            "{} {}",
            "[]",
            "1",
            "{",
            &format!("{{{many}}}"),
            &deep,
            &nested,
        ] {
            assert!(object(text).is_err(), "{}", text.chars().take(40).collect::<String>());
        }
    }
}
