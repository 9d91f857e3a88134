//! An answer, and what tests want to know of it.

use actix_web::http::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use url::Url;

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// One field of a JSON body, as text.
    pub fn field(&self, name: &str) -> String {
        match &self.json()[name] {
            Value::String(text) => text.clone(),
            Value::Null => panic!("no {name} in {}", self.text()),
            other => other.to_string(),
        }
    }

    /// `error` of a JSON body.
    pub fn error(&self) -> String {
        self.field("error")
    }

    /// A header, if it is there.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.get(name).map(|value| value.to_str().expect("a header is text").to_owned())
    }

    /// Where a redirect leads.
    pub fn location(&self) -> String {
        self.header("location").unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.text()))
    }

    /// A parameter of the address that a redirect leads to.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let url = Url::parse(&self.location()).expect("a redirect leads to an absolute address");
        let found: Vec<String> =
            url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect();
        assert!(found.len() <= 1, "{name} stands there more than once");
        found.into_iter().next()
    }

    /// Every cookie that the answer sets, as `name=value` with its attributes.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").map(|cookie| cookie.to_str().expect("text").to_owned()).collect()
    }

    /// Every hidden field of the page's form that posts to `action`.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let page = Html::parse_document(&self.text());
        let fields = Selector::parse(&format!(r#"form[action="{action}"] input[type=hidden]"#)).unwrap();
        let value = |field: ElementRef<'_>| {
            Some((field.attr("name")?.to_owned(), field.attr("value").unwrap_or_default().to_owned()))
        };
        page.select(&fields).filter_map(value).collect()
    }

    /// The hidden fields of each of the page's forms that post to `action`.
    pub fn forms(&self, action: &str) -> Vec<Vec<(String, String)>> {
        let page = Html::parse_document(&self.text());
        let forms = Selector::parse(&format!(r#"form[action="{action}"]"#)).unwrap();
        let fields = Selector::parse("input[type=hidden]").unwrap();
        let value = |field: ElementRef<'_>| {
            Some((field.attr("name")?.to_owned(), field.attr("value").unwrap_or_default().to_owned()))
        };
        page.select(&forms).map(|form| form.select(&fields).filter_map(value).collect()).collect()
    }

    /// The text of the page's heading.
    pub fn heading(&self) -> String {
        let page = Html::parse_document(&self.text());
        let heading = Selector::parse("h1").unwrap();
        page.select(&heading).flat_map(|heading| heading.text()).collect()
    }

    /// The text of the page, without its markup.
    pub fn words(&self) -> String {
        let page = Html::parse_document(&self.text());
        page.root_element().text().collect::<Vec<_>>().join(" ")
    }
}
