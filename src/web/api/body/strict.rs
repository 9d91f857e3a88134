//! JSON without repeated keys, at most eight levels deep and with a hundred members (contract §6).

use serde_json::{Map, Value};

use crate::protocol::json::{Unambiguous, has_nul};
use crate::protocol::parameters::MAXIMUM;
use crate::web::api::denied::Denied;

/// How deep an object may be nested; the object itself is the first level.
const DEPTH: usize = 8;

/// The object that `text` is.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, Denied> {
    let unreadable = |error| Denied::malformed(format!("The body is not JSON that can be read here: {error}."));
    let Unambiguous(value) = serde_json::from_str(text).map_err(unreadable)?;
    let mut members = 0;
    measure(&value, 1, &mut members)?;
    match value {
        nul if has_nul(&nul) => Err(Denied::malformed("The body has a text that contains NUL.")),
        Value::Object(object) => Ok(object),
        _ => Err(Denied::malformed("Send a JSON object.")),
    }
}

/// Refuses what is too deep or too much.
fn measure(value: &Value, depth: usize, members: &mut usize) -> Result<(), Denied> {
    let too_deep = || Denied::malformed(format!("The body is nested deeper than {DEPTH} levels."));
    match value {
        Value::Object(_) | Value::Array(_) if depth > DEPTH => Err(too_deep()),
        Value::Array(list) => list.iter().try_for_each(|value| measure(value, depth + 1, members)),
        Value::Object(object) => {
            *members += object.len();
            if *members > MAXIMUM {
                return Err(Denied::malformed(format!("The body has more than {MAXIMUM} members.")));
            }
            object.values().try_for_each(|value| measure(value, depth + 1, members))
        }
        _ => Ok(()),
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
