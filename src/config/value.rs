//! A value of the configuration, read as strictly as it was written.
//!
//! The file says of each value what it is, and it is taken for nothing else: `true` is no number of days. A variable is
//! text, and what it stands for is what the key wants: a text takes it as it stands. A reader that turns one into the
//! other where it can was refused: `1.5` days were two then, and a prefix `0123` was `123`.

use std::collections::BTreeMap;

use serde::de::value::{SeqDeserializer, StringDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use toml::Table;

/// A value, and where it was said.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// In the file, outside any section.
    File(toml::Value),
    /// A variable.
    Variable(String),
    /// A section of either.
    Section(BTreeMap<String, Self>),
}

/// What is wrong, and with which key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    key: String,
    says: String,
}

impl Wrong {
    /// The same below `key`.
    fn below(self, key: &str) -> Self {
        let key = if self.key.is_empty() { key.to_owned() } else { format!("{key}.{}", self.key) };
        Self { key, ..self }
    }
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.key.is_empty() { f.write_str(&self.says) } else { write!(f, "`{}`: {}", self.key, self.says) }
    }
}

impl std::error::Error for Wrong {}

impl Error for Wrong {
    fn custom<T: std::fmt::Display>(says: T) -> Self {
        Self { key: String::new(), says: says.to_string() }
    }

    fn invalid_type(found: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        let wanted = match wanted.to_string().as_str() {
            "u8" | "u16" | "u32" | "u64" | "usize" | "i64" => "a whole number".to_owned(),
            "a boolean" => "true or false".to_owned(),
            section if section.starts_with("struct ") => "a section of keys".to_owned(),
            wanted => wanted.to_owned(),
        };
        Self::custom(format_args!("{found} stands there: write {wanted}"))
    }
}

impl Value {
    /// The values of a file.
    pub(super) fn of_file(table: Table) -> Self {
        Self::Section(table.into_iter().map(|(key, value)| (key, Self::of(value))).collect())
    }

    fn of(value: toml::Value) -> Self {
        match value {
            toml::Value::Table(table) => Self::of_file(table),
            value => Self::File(value),
        }
    }

    /// Puts the variable `text` in place of what stands at `path`.
    pub(super) fn put(&mut self, path: &[&str], text: String) {
        let [key, rest @ ..] = path else {
            *self = Self::Variable(text);
            return;
        };
        // Where a value stands instead of a section it stays, and is refused.
        if let Self::Section(values) = self {
            values.entry((*key).to_owned()).or_insert_with(|| Self::Section(BTreeMap::new())).put(rest, text);
        }
    }
}

const LIST: &str = "write the list as the file would have it, as [\"…\", \"…\"] or [{ … }, { … }]";

/// The list that a variable says: in brackets, or words with commas between them.
fn list<'de, V: Visitor<'de>>(text: &str, visitor: V) -> Result<V::Value, Wrong> {
    let unlike = |why: &dyn std::fmt::Display| Wrong::custom(format_args!("{why}: {LIST}"));
    let text = text.trim();
    if text.starts_with('[') {
        let mut read: Table = toml::from_str(&format!("list = {text}")).map_err(|error| unlike(&error.message()))?;
        return Value::of(read.remove("list").ok_or_else(|| unlike(&"it is none"))?).deserialize_any(visitor);
    }
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    let words: Vec<_> = words.map(|word| Value::Variable(word.to_owned())).collect();
    visitor.visit_seq(SeqDeserializer::new(words.into_iter())).map_err(|wrong| unlike(&wrong))
}

/// A whole number in a variable.
fn number<'de, V: Visitor<'de>>(value: Value, visitor: V) -> Result<V::Value, Wrong> {
    let Value::Variable(text) = value else { return value.deserialize_any(visitor) };
    match text.parse() {
        Ok(number) => visitor.visit_i64(number),
        Err(_) => Err(Wrong::invalid_type(Unexpected::Str(&text), &visitor)),
    }
}

impl<'de> Deserializer<'de> for Value {
    type Error = Wrong;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Section(values) => visitor.visit_map(Section { values: values.into_iter(), next: None }),
            Self::Variable(text) | Self::File(toml::Value::String(text)) => visitor.visit_string(text),
            Self::File(toml::Value::Integer(number)) => visitor.visit_i64(number),
            Self::File(toml::Value::Float(number)) => visitor.visit_f64(number),
            Self::File(toml::Value::Boolean(on)) => visitor.visit_bool(on),
            Self::File(toml::Value::Datetime(_)) => Err(Wrong::invalid_type(Unexpected::Other("a time"), &visitor)),
            Self::File(toml::Value::Array(all)) => {
                visitor.visit_seq(SeqDeserializer::new(all.into_iter().map(Self::of)))
            }
            Self::File(toml::Value::Table(table)) => Self::of_file(table).deserialize_any(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        let Self::Variable(text) = self else { return self.deserialize_any(visitor) };
        match text.parse() {
            Ok(on) => visitor.visit_bool(on),
            Err(_) => Err(Wrong::invalid_type(Unexpected::Str(&text), &visitor)),
        }
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        number(self, visitor)
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        number(self, visitor)
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        number(self, visitor)
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        number(self, visitor)
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        number(self, visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self {
            Self::Variable(text) => list(&text, visitor),
            value => value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        match self {
            Self::Variable(text) | Self::File(toml::Value::String(text)) => {
                visitor.visit_enum(text.into_deserializer())
            }
            value => value.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Wrong> for Value {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The keys of a section; what is wrong with a value is told with its key.
struct Section {
    values: std::collections::btree_map::IntoIter<String, Value>,
    next: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Section {
    type Error = Wrong;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        self.next = self.values.next();
        let key = self.next.as_ref().map(|(key, _)| StringDeserializer::<Wrong>::new(key.clone()));
        key.map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Wrong> {
        let (key, value) = self.next.take().ok_or_else(|| Wrong::custom("a value without a key"))?;
        seed.deserialize(value).map_err(|wrong| wrong.below(&key))
    }
}
