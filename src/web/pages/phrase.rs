//! One sentence of a page: a message and what it speaks of.
//!
//! A template reads `{{ frame.say("sign-in-title").name("account", account.name) }}` and gets HTML in which
//! the sentence is ours and every argument is escaped and isolated. Sentences glued from fragments, which
//! cannot be translated, have no place to be written.

use std::fmt::{self, Display, Formatter};

use askama::filters::{Escaper, Html, HtmlSafe};
use fluent_bundle::{FluentArgs, FluentValue};

use super::language::Language;
use super::messages::sentence;
use crate::clock::Moment;

/// A message with its arguments. Displayed, it is HTML.
#[derive(Clone, Debug)]
#[must_use]
pub struct Phrase {
    language: Language,
    id: &'static str,
    arguments: Vec<(&'static str, Argument)>,
}

#[derive(Clone, Debug)]
enum Argument {
    Name(String),
    Strong(String),
    Code(String),
    Number(u32),
    Digits(u32),
    Word(&'static str),
    Day { at: Moment, now: Moment },
    Time(Moment),
    Link { href: String, label: Phrase },
}

impl Phrase {
    /// The message `id` in `language`.
    pub const fn new(language: Language, id: &'static str) -> Self {
        Self { language, id, arguments: Vec::new() }
    }

    fn with(mut self, key: &'static str, argument: Argument) -> Self {
        self.arguments.push((key, argument));
        self
    }

    /// A name that someone chose: isolated, so that its direction cannot turn the sentence around.
    pub fn name(self, key: &'static str, name: &str) -> Self {
        self.with(key, Argument::Name(name.to_owned()))
    }

    /// A name that the sentence is about.
    pub fn strong(self, key: &'static str, name: &str) -> Self {
        self.with(key, Argument::Strong(name.to_owned()))
    }

    /// An identifier, host or parameter, never translated.
    pub fn code(self, key: &'static str, code: &str) -> Self {
        self.with(key, Argument::Code(code.to_owned()))
    }

    /// A number, which may choose the plural form and is grouped as its language has it.
    pub fn number(self, key: &'static str, number: u32) -> Self {
        self.with(key, Argument::Number(number))
    }

    /// A number as it is typed, by its digits alone.
    pub fn digits(self, key: &'static str, number: u32) -> Self {
        self.with(key, Argument::Digits(number))
    }

    /// A word of ours that chooses a variant and is not shown itself.
    pub fn word(self, key: &'static str, word: &'static str) -> Self {
        self.with(key, Argument::Word(word))
    }

    /// A day in UTC, without its year while that is the year of `now`.
    pub fn day(self, key: &'static str, at: Moment, now: Moment) -> Self {
        self.with(key, Argument::Day { at, now })
    }

    /// A day and the time of day, in UTC and saying so.
    pub fn time(self, key: &'static str, at: Moment) -> Self {
        self.with(key, Argument::Time(at))
    }

    /// A link in the middle of the sentence.
    pub fn link(self, key: &'static str, href: &str, label: Self) -> Self {
        self.with(key, Argument::Link { href: href.to_owned(), label })
    }

    /// The same as text, for titles and attributes.
    pub const fn plain(self) -> Plain {
        Plain(self)
    }

    fn sentence(
        &self,
        value: impl Fn(&Argument) -> Result<FluentValue<'static>, fmt::Error>,
    ) -> Result<String, fmt::Error> {
        let mut arguments = FluentArgs::with_capacity(self.arguments.len());
        for (key, argument) in &self.arguments {
            arguments.set(*key, value(argument)?);
        }
        sentence(self.language, self.id, &arguments)
    }

    fn markup(&self, argument: &Argument) -> Result<FluentValue<'static>, fmt::Error> {
        Ok(FluentValue::from(match argument {
            Argument::Name(name) => format!("<bdi>{}</bdi>", escaped(name)?),
            Argument::Strong(name) => format!("<strong><bdi>{}</bdi></strong>", escaped(name)?),
            Argument::Code(code) => format!(r#"<bdi><code translate="no">{}</code></bdi>"#, escaped(code)?),
            Argument::Number(number) => return Ok(FluentValue::from(*number)),
            Argument::Digits(number) => number.to_string(),
            Argument::Word(word) => return Ok(FluentValue::from(*word)),
            Argument::Day { at, .. } | Argument::Time(at) => {
                format!(r#"<time datetime="{}">{}</time>"#, at.rfc3339(), self.date(argument)?)
            }
            Argument::Link { href, label } => {
                let text = label.sentence(|argument| label.markup(argument))?;
                format!(r#"<a href="{}">{text}</a>"#, escaped(href)?)
            }
        }))
    }

    fn text(&self, argument: &Argument) -> Result<FluentValue<'static>, fmt::Error> {
        Ok(FluentValue::from(match argument {
            Argument::Name(name) | Argument::Strong(name) | Argument::Code(name) => {
                format!("\u{2068}{name}\u{2069}")
            }
            Argument::Number(number) => return Ok(FluentValue::from(*number)),
            Argument::Digits(number) => number.to_string(),
            Argument::Word(word) => return Ok(FluentValue::from(*word)),
            Argument::Day { .. } | Argument::Time(_) => self.date(argument)?,
            Argument::Link { label, .. } => label.sentence(|argument| label.text(argument))?,
        }))
    }

    fn date(&self, argument: &Argument) -> Result<String, fmt::Error> {
        let (id, at) = match argument {
            Argument::Day { at, now } if at.date_time().year() == now.date_time().year() => ("date-day", at),
            Argument::Day { at, .. } => ("date-day-year", at),
            Argument::Time(at) => ("date-time", at),
            _ => return Err(fmt::Error),
        };
        let calendar = at.date_time();
        let mut arguments = FluentArgs::new();
        arguments.set("day", calendar.day());
        arguments.set("month", u8::from(calendar.month()));
        arguments.set("year", calendar.year().to_string());
        arguments.set("time", format!("{:02}:{:02}", calendar.hour(), calendar.minute()));
        sentence(self.language, id, &arguments)
    }
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence(|argument| self.markup(argument))?)
    }
}

/// The messages are ours and hold no markup (a test says so); the arguments are escaped above.
impl HtmlSafe for Phrase {}

/// A [`Phrase`] as text; a template escapes it like any other text.
#[derive(Clone, Debug)]
pub struct Plain(Phrase);

impl Display for Plain {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.sentence(|argument| self.0.text(argument))?)
    }
}

pub(super) fn escaped(text: &str) -> Result<String, fmt::Error> {
    let mut html = String::with_capacity(text.len());
    Html.write_escaped_str(&mut html, text)?;
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Moment = Moment::from_micros(1_777_809_600_000_000);

    #[test]
    fn a_name_is_escaped_and_isolated() {
        let phrase = Phrase::new(Language::English, "sign-in-title").name("account", "A & <b>\u{202e}");
        assert_eq!(phrase.to_string(), "Sign in to <bdi>A &#38; &#60;b&#62;\u{202e}</bdi>");
        assert_eq!(phrase.plain().to_string(), "Sign in to \u{2068}A & <b>\u{202e}\u{2069}");
    }

    #[test]
    fn a_day_names_its_year_only_if_it_is_another() {
        let say = |language, now| {
            Phrase::new(language, "consent-more").name("app", "X").day("date", NOON, now).plain().to_string()
        };
        let later = NOON.plus(366 * 86_400);
        assert!(say(Language::English, NOON).ends_with("on 3\u{a0}May."));
        assert!(say(Language::English, later).ends_with("on 3\u{a0}May\u{a0}2026."));
        assert!(say(Language::French, NOON).contains("3\u{a0}mai"));
        assert!(say(Language::Japanese, later).contains("2026年5月3日"));
        assert!(say(Language::Korean, NOON).contains("5월\u{a0}3일"));
    }

    #[test]
    fn a_number_is_grouped_as_its_language_has_it_and_what_is_typed_is_not() {
        let say = |language, count| Phrase::new(language, "admin-count").number("count", count).to_string();
        for (language, shown) in [
            (Language::English, ["0", "999", "1,000", "12,345,678"]),
            (Language::Japanese, ["0", "999", "1,000", "12,345,678"]),
            (Language::French, ["0", "999", "1\u{202f}000", "12\u{202f}345\u{202f}678"]),
            (Language::Korean, ["0", "999", "1,000", "12,345,678"]),
        ] {
            assert_eq!([0, 999, 1_000, 12_345_678].map(|count| say(language, count)), shown);
        }
        let bounds = Phrase::new(Language::English, "settings-seconds").digits("least", 300).digits("most", 172_800);
        assert_eq!(bounds.to_string(), "300 to 172800; empty for the usual");
    }

    #[test]
    fn in_french_nothing_is_one() {
        let say = |id, count| Phrase::new(Language::French, id).number("count", count).number("most", 256).to_string();
        for id in ["api-tokens-room", "api-tokens-full"] {
            assert!(say(id, 0).starts_with("0 token sur 256.") && say(id, 1).starts_with("1 token sur 256."));
            assert!(say(id, 2).starts_with("2 tokens sur 256."));
        }
    }

    #[test]
    fn a_date_is_a_time_element() {
        let phrase = Phrase::new(Language::English, "problem-reference").code("reference", "01J").time("time", NOON);
        let time = "<time datetime=\"2026-05-03T12:00:00Z\">3\u{a0}May\u{a0}2026, 12:00\u{a0}UTC</time>";
        assert!(phrase.to_string().contains(time), "{phrase}");
    }

    #[test]
    fn a_hole_in_a_sentence_is_an_error() {
        use std::fmt::Write;
        assert!(write!(String::new(), "{}", Phrase::new(Language::English, "sign-in-title")).is_err());
        assert!(write!(String::new(), "{}", Phrase::new(Language::English, "no-such-message")).is_err());
    }
}
