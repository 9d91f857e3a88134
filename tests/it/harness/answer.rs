//! An answer, and what tests want to know of it.

use actix_web::http::header::HeaderMap;
use grantor::protocol::refusal::ErrorCode;
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use strum::IntoEnumIterator;
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
        let text = page.root_element().text().collect::<Vec<_>>().join(" ");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// `error`, and what `error_description` says beyond the sentence that goes with it: of the JSON body, or of the
    /// redirect.
    pub fn refusal(&self) -> (String, String) {
        let (error, description) = match self.header("location") {
            Some(_) => (self.parameter("error").expect("error"), self.parameter("error_description")),
            None => (self.error(), Some(self.field("error_description"))),
        };
        let description = description.expect("error_description");
        let code = ErrorCode::iter().find(|code| code.as_str() == error).expect("a code of RFC 6749");
        let detail = description.strip_prefix(code.sentence()).expect("it opens with the code's own sentence");
        (error, detail.trim_start().to_owned())
    }

    /// Asserts that the client is told this on a redirect to `uri`, together with `state` and `iss`.
    pub fn sent_back(&self, uri: &str, error: &str, detail: &str) {
        assert_eq!(self.status, 303, "{}", self.text());
        let location = self.location();
        let query = location.strip_prefix(uri).unwrap_or_else(|| panic!("{location} is not at {uri}"));
        assert!(query.starts_with(['?', '&']), "{location}");
        assert_eq!(self.refusal(), (error.to_owned(), detail.to_owned()));
        assert_eq!(self.parameter("code"), None);
        assert_eq!(self.parameter("iss").as_deref(), Some("http://acme.localhost:8080"));
    }

    /// Asserts that a person, and nobody else, is told that the request is invalid; what they read.
    pub fn invalid_request(&self) -> String {
        assert_eq!((self.status, self.header("location")), (400, None), "{}", self.text());
        assert_eq!(self.heading(), "Invalid Authorization Request");
        assert!(self.words().contains("Nothing was shared."));
        self.words()
    }

    /// The body, with the reference that no two answers share taken out.
    pub fn without_reference(&self) -> String {
        let crockford = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
        let text = self.text();
        let ulid = text.split(|c: char| !crockford(c)).find(|word| word.len() == 26);
        ulid.map_or_else(|| text.clone(), |ulid| text.replace(ulid, "REFERENCE"))
    }
}
