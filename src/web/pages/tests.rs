//! Every page, in every language, with words of every kind, as a browser would read it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use html5ever::tendril::TendrilSink;
use markup5ever_rcdom::{Handle, NodeData, RcDom};

use super::language::Language;
use super::samples::{Words, pages};
use super::script;

/// Ways to break out of text, attributes, titles, comments, lists of classes and addresses.
const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</title><svg onload=alert(1)>",
    "</textarea></style></noscript><iframe srcdoc=x>",
    "<!--><base href=//evil.test>",
    "javascript:alert(1)//",
    "{{7*7}}${7*7}<%= 7*7 %>{ $app }",
    "&lt;script&gt;&#60;b&#62;&amp;quot;",
    "\u{202e}evil\u{2066}\u{2028}\u{2029}",
    "a\r\nSet-Cookie: x=y\r\n\r\n<b>",
    "<a href=//evil.test>Sign in again</a>",
    "\u{feff}<\u{1f}script>",
    "日本語<b>'\"&",
];

#[derive(Debug)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
}

impl Element {
    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => RefCell::borrow(contents).to_string(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

fn collect(node: &Handle, elements: &mut Vec<Element>) {
    assert!(!matches!(node.data, NodeData::Comment { .. }), "a comment");
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let pairs = attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        elements.push(Element { name: name.local.to_string(), attributes: pairs, text: text(node) });
    }
    node.children.borrow().iter().for_each(|child| collect(child, elements));
}

fn parse(page: &str) -> Vec<Element> {
    let dom = html5ever::parse_document(RcDom::default(), html5ever::ParseOpts::default()).one(page);
    assert_eq!(*dom.errors.borrow(), [""; 0], "{page}");
    let mut elements = Vec::new();
    collect(&dom.document, &mut elements);
    elements
}

fn every_page(words: &Words, check: impl FnMut(&str, Language, &str, &[Element])) {
    pages_in(
        &[Language::English, Language::Japanese, Language::French, Language::Korean, Language::Pseudo],
        words,
        check,
    );
}

fn pages_in(languages: &[Language], words: &Words, mut check: impl FnMut(&str, Language, &str, &[Element])) {
    for language in languages {
        for (name, page) in pages(*language, words) {
            let page = page.unwrap_or_else(|error| panic!("{name} in {language:?}: {error}"));
            check(name, *language, &page, &parse(&page));
        }
    }
}

#[test]
fn every_page_is_whole_and_says_its_language() {
    every_page(&Words::ordinary(), |name, language, page, elements| {
        let all = |tag: &str| elements.iter().filter(|element| element.name == tag).collect::<Vec<_>>();
        assert_eq!(all("html")[0].attribute("lang"), language.tag(), "{name}");
        assert_eq!(all("h1").len(), 1, "{name}");
        let title = all("title")[0].text.replace(['\u{2068}', '\u{2069}'], "");
        assert_eq!(title, all("h1")[0].text, "{name}");
        for landmark in ["header", "main", "footer"] {
            assert_eq!(all(landmark).len(), 1, "{name}: {landmark}");
        }
        for tag in ["h1", "h2", "p", "li", "a", "button", "label"] {
            assert!(all(tag).iter().all(|element| !element.text.trim().is_empty()), "{name}: an empty {tag}\n{page}");
        }
        assert!(!page.contains("{ $") && !page.contains("{{"), "{name}: {page}");
    });
}

#[test]
fn every_control_has_its_label_and_every_reference_its_target() {
    every_page(&Words::ordinary(), |name, _, _, elements| {
        let ids: Vec<&str> =
            elements.iter().map(|element| element.attribute("id")).filter(|id| !id.is_empty()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name}: an id stands twice");
        for element in elements {
            for referring in ["for", "aria-describedby", "aria-labelledby"] {
                for id in element.attribute(referring).split_whitespace() {
                    assert!(ids.contains(&id), "{name}: {referring}={id}");
                }
            }
            if let Some(id) = element.attribute("href").strip_prefix('#') {
                assert!(ids.contains(&id), "{name}: #{id}");
            }
            if element.name == "input" && element.attribute("type") != "hidden" {
                let labelled = elements.iter().any(|other| other.attribute("for") == element.attribute("id"));
                assert!(labelled && !element.attribute("autocomplete").is_empty(), "{name}: {element:?}");
            }
            if element.name == "img" {
                assert!(element.attributes.contains_key("alt"), "{name}");
            }
        }
        assert!(elements.iter().filter(|element| element.attributes.contains_key("autofocus")).count() <= 1, "{name}");
    });
}

#[test]
fn the_list_of_what_is_wrong_has_the_order_of_the_form_and_each_of_it_is_tied_to_its_field() {
    pages_in(&[Language::English], &Words::ordinary(), |name, _, _, elements| {
        let place = |id: &str| elements.iter().position(|element| element.attribute("id") == id);
        let Some(list) = place("flaws") else { return };
        let links =
            elements[list..].iter().map_while(|element| (element.name != "form").then(|| element.attribute("href")));
        let fields: Vec<&str> = links.filter_map(|href| href.strip_prefix('#')).collect();
        assert!(fields.is_sorted_by_key(|field| place(field)), "{name}: {fields:?}");
        for field in fields {
            let said = elements[place(field).expect("a field")].attribute("aria-describedby");
            assert!(said.ends_with("-wrong"), "{name}: {field}: {said}");
        }
    });
}

#[test]
fn forms_are_posted_with_everything_that_was_asked_and_only_a_search_is_not() {
    every_page(&Words::ordinary(), |name, _, _, elements| {
        let (mut posted, mut hidden, mut inside) = (0, Vec::new(), false);
        for element in elements {
            if element.name == "form" {
                inside = element.attribute("method") == "post";
                assert!(inside || element.attribute("role") == "search", "{name}: {element:?}");
                posted += usize::from(inside);
            } else if inside && element.attribute("type") == "hidden" {
                hidden.push(element.attribute("name"));
            }
        }
        assert_eq!(hidden, ["client_id", "state", "scope", "csrf"].repeat(posted), "{name}");
    });
}

#[test]
fn the_two_answers_are_equal_and_neither_is_given_beforehand() {
    every_page(&Words::ordinary(), |name, _, _, elements| {
        let buttons = elements.iter().filter(|element| element.attribute("name") == "decision");
        let answers: Vec<&str> = buttons.clone().map(|button| button.attribute("value")).collect();
        if name.starts_with("consent") {
            assert_eq!(answers, ["allow", "deny"], "{name}");
            assert!(elements.iter().all(|element| !element.attributes.contains_key("autofocus")), "{name}");
        }
    });
}

#[test]
fn nothing_that_others_wrote_becomes_markup() {
    let shape = |elements: &[Element]| -> Vec<(String, Vec<String>)> {
        let names = |element: &Element| element.attributes.keys().cloned().collect();
        elements.iter().map(|element| (element.name.clone(), names(element))).collect()
    };
    let mut harmless = BTreeMap::new();
    pages_in(&[Language::English], &Words::all("Pf%"), |name, _, _, elements| {
        harmless.insert(name.to_owned(), shape(elements));
    });
    for payload in HOSTILE {
        pages_in(&[Language::English], &Words::all(payload), |name, _, page, elements| {
            assert_eq!(shape(elements), harmless[name], "{name}: {payload}");
            let read = payload.replace("\r\n", "\n");
            let state = elements.iter().find(|element| element.attribute("name") == "state");
            assert!(state.is_none_or(|field| field.attribute("value") == read), "{name}: {page}");
            let shown = elements.iter().any(|element| element.name == "bdi" && element.text == read);
            assert!(shown, "{name}: the text itself is gone");
        });
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    every_page(&Words::all("javascript:alert(1)"), |name, _, _, elements| {
        for element in elements {
            let own = name.starts_with("admin-") && element.attribute("src") == script::link();
            assert!(element.name != "script" || (own && element.text.is_empty()), "{name}");
            assert!(!["style", "iframe", "object", "base"].contains(&element.name.as_str()), "{name}");
            for (attribute, value) in &element.attributes {
                assert!(attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute}");
                let address = ["href", "src", "action", "formaction"].contains(&attribute.as_str());
                let ours = value.starts_with(['/', '#']) && !value.starts_with("//");
                let help = element.name == "a" && value.starts_with("https://help.example.com/");
                assert!(!address || ours || help, "{name}: {attribute}={value}");
            }
        }
    });
}
