//! What pages say: whole sentences in Fluent, one file a language under `templates/messages/`, and
//! one for the Admin Center beside it.
//!
//! Word order, plural forms and dates are the message file's business: another language is another
//! file and one line in [`Language`]. A message that is missing or lacks an argument is an error, which
//! fails the page rather than leaving a hole in a sentence about access; a test renders every message in
//! every language.
//!
//! Fluent's own isolation marks are off: [`Phrase`](super::phrase::Phrase) isolates names, with `<bdi>`
//! where markup can stand and with marks only where it cannot.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

use super::language::Language;

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 5]> = LazyLock::new(|| {
    let mut pseudo = bundle(Language::Pseudo, langid!("en-XA"));
    pseudo.set_transform(Some(stretch));
    [
        bundle(Language::English, langid!("en")),
        bundle(Language::Japanese, langid!("ja")),
        bundle(Language::French, langid!("fr")),
        bundle(Language::Korean, langid!("ko")),
        pseudo,
    ]
});

const ENGLISH: &str = concat!(
    include_str!("../../../templates/messages/en.ftl"),
    "\n",
    include_str!("../../../templates/messages/admin/en.ftl")
);
const JAPANESE: &str = concat!(
    include_str!("../../../templates/messages/ja.ftl"),
    "\n",
    include_str!("../../../templates/messages/admin/ja.ftl")
);
const FRENCH: &str = concat!(
    include_str!("../../../templates/messages/fr.ftl"),
    "\n",
    include_str!("../../../templates/messages/admin/fr.ftl")
);
const KOREAN: &str = concat!(
    include_str!("../../../templates/messages/ko.ftl"),
    "\n",
    include_str!("../../../templates/messages/admin/ko.ftl")
);

/// The messages of a language: those of every page, then those of the Admin Center.
pub(super) const fn source(language: Language) -> &'static str {
    match language {
        Language::English | Language::Pseudo => ENGLISH,
        Language::Japanese => JAPANESE,
        Language::French => FRENCH,
        Language::Korean => KOREAN,
    }
}

fn bundle(language: Language, identifier: LanguageIdentifier) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::French => |value, _| grouped(value, "\u{202f}"),
        _ => |value, _| grouped(value, ","),
    }));
    let resource = FluentResource::try_new(source(language).to_owned()).unwrap_or_else(|(readable, _)| readable);
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(?errors, ?language, "a message stands twice in its file");
    }
    bundle
}

/// A count with `apart` between its thousands. Fluent leaves that to its host, and a crate would bring hundreds of
/// languages along.
fn grouped(value: &FluentValue<'_>, apart: &str) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let digits = number.as_string();
    let mut shown = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push_str(apart);
        }
        shown.push(digit);
    }
    Some(shown)
}

/// 40 % longer, with accents and with characters that are two columns wide.
fn stretch(text: &str) -> Cow<'_, str> {
    let words = text.trim_end();
    let accented = words.chars().map(|c| match c {
        'a' => 'å',
        'e' => 'é',
        'i' => 'ï',
        'o' => 'ö',
        'u' => 'ü',
        _ => c,
    });
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let filler = "日本語漢字文章".chars().cycle().take(letters.div_ceil(5));
    Cow::Owned(accented.chain(filler).chain(text[words.len()..].chars()).collect())
}

/// The sentence `id` in `language`.
///
/// # Errors
/// There is no such message, or it speaks of something that is not among the arguments.
pub(super) fn sentence(language: Language, id: &str, arguments: &FluentArgs<'_>) -> Result<String, fmt::Error> {
    #[cfg(test)]
    tests::note(id);
    let bundle = &BUNDLES[language as usize];
    let pattern = bundle.get_message(id).and_then(|message| message.value()).ok_or_else(|| {
        tracing::error!(id, ?language, "no such message");
        fmt::Error
    })?;
    let mut errors = Vec::new();
    let sentence = bundle.format_pattern(pattern, Some(arguments), &mut errors).into_owned();
    if errors.is_empty() {
        return Ok(sentence);
    }
    tracing::error!(id, ?language, ?errors, "a message lacks what it speaks of");
    Err(fmt::Error)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::web::pages::admin::DONE;
    use crate::web::pages::consent::RESOURCES;
    use crate::web::pages::samples::{Words, pages};
    use fluent_syntax::ast;
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    thread_local! {
        static SAID: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
    }

    pub(super) fn note(id: &str) {
        SAID.with_borrow_mut(|said| said.insert(id.to_owned()));
    }

    type Entry = ast::Entry<String>;

    fn entries(language: Language) -> Vec<Entry> {
        fluent_syntax::parser::parse(source(language).to_owned()).expect("a readable message file").body
    }

    /// Each message with the variables that it, or a message that it refers to, speaks of.
    fn variables(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let mut messages = BTreeMap::new();
        let mut references = BTreeMap::new();
        for entry in entries(language) {
            let Entry::Message(message) = entry else { continue };
            let (mut named, mut referred) = (BTreeSet::new(), BTreeSet::new());
            visit(message.value.as_ref().expect("a message without words"), &mut named, &mut referred);
            assert!(messages.insert(message.id.name.clone(), named).is_none(), "{} stands twice", message.id.name);
            references.insert(message.id.name, referred);
        }
        for (id, referred) in references {
            let inherited: Vec<String> = referred.iter().flat_map(|other| messages[other].clone()).collect();
            messages.entry(id).or_default().extend(inherited);
        }
        messages
    }

    fn visit(pattern: &ast::Pattern<String>, named: &mut BTreeSet<String>, referred: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let ast::PatternElement::Placeable { expression } = element else { continue };
            let inline = match expression {
                ast::Expression::Inline(inline) => inline,
                ast::Expression::Select { selector, variants } => {
                    variants.iter().for_each(|variant| visit(&variant.value, named, referred));
                    selector
                }
            };
            match inline {
                ast::InlineExpression::VariableReference { id } => drop(named.insert(id.name.clone())),
                ast::InlineExpression::MessageReference { id, .. } => drop(referred.insert(id.name.clone())),
                other => panic!("{other:?}: only variables and messages are expected"),
            }
        }
    }

    /// The file without its comments.
    fn words(language: Language) -> String {
        source(language).lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_language_says_everything_and_loses_no_placeholder() {
        let english = variables(Language::English);
        for language in Language::ALL {
            let mut theirs = variables(language);
            theirs.remove("day");
            assert_eq!(theirs, english, "{language:?}");
        }
    }

    #[test]
    fn every_message_is_on_some_page_and_works_in_every_language() {
        for language in Language::ALL {
            SAID.take();
            for (name, page) in pages(language, &Words::ordinary()) {
                page.unwrap_or_else(|error| panic!("{name}: {error}"));
            }
            for (_, done) in DONE {
                assert!(sentence(language, done, &FluentArgs::new()).is_ok(), "{done}");
            }
            let mut said = SAID.take();
            said.extend(["month", "role", "day", "resource"].map(str::to_owned));
            let unused: Vec<String> = variables(language).into_keys().filter(|id| !said.contains(id)).collect();
            assert_eq!(unused, [""; 0], "{language:?}");
        }
    }

    #[test]
    fn every_language_has_a_word_for_every_usual_resource() {
        let variants = RESOURCES.map(|name| format!("[{name}] "));
        for language in Language::ALL {
            let words = words(language);
            assert!(variants.iter().all(|variant| words.contains(variant)), "{language:?}");
        }
    }

    #[test]
    fn messages_hold_no_markup() {
        for language in Language::ALL {
            let text = words(language).replace("->", "");
            assert!(!text.contains(['<', '>', '&', '"', '\'', '\u{2068}', '\u{2069}']), "{language:?}");
        }
    }

    #[test]
    fn typography() {
        let french = words(Language::French);
        for (at, mark) in french.match_indices(['?', '!', ';', ':', '»']) {
            let space = if matches!(mark, ":" | "»") { '\u{a0}' } else { '\u{202f}' };
            assert_eq!(french[..at].chars().next_back(), Some(space), "{}", french[..at].lines().last().unwrap());
        }
        assert!(french.match_indices('«').all(|(at, mark)| french[at + mark.len()..].starts_with('\u{a0}')));
        let japanese = words(Language::Japanese);
        assert!(!japanese.contains(['!', '?', ',', '(']), "full-width marks in Japanese");
        let korean = words(Language::Korean);
        let names =
            ["account", "app", "vendor", "name", "host", "scheme", "publisher", "resource", "parameter", "page"];
        for name in names.map(|name| format!("{{ ${name} }}")) {
            let mut after = korean.match_indices(&name).filter_map(|(at, _)| korean[at + name.len()..].chars().next());
            assert!(after.all(|c| !c.is_alphabetic()), "a particle right after {name}");
        }
        for language in Language::ALL {
            assert!(!words(language).contains("..") && !words(language).contains("  \n"), "{language:?}");
        }
    }

    #[test]
    fn the_pseudo_language_is_longer_and_wider() {
        let mut arguments = FluentArgs::new();
        arguments.set("account", "Acme");
        let plain = sentence(Language::English, "sign-in-title", &arguments).unwrap();
        let wide = sentence(Language::Pseudo, "sign-in-title", &arguments).unwrap();
        let columns = wide.chars().map(|c| if c.is_ascii() || c < '\u{1100}' { 1 } else { 2 }).sum::<usize>();
        assert!(columns * 10 >= plain.len() * 12 && wide.contains("Acme"), "{wide}");
    }
}
