//! What a list is asked for in its address: what is looked for, and which page of it.

use std::borrow::Cow;

use actix_web::HttpRequest;
use form_urlencoded::Serializer;

use crate::storage::Words;

/// The fields of an address, the last of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Query(Vec<(String, String)>);

/// Fields that name a page, and not what is looked for.
const PAGING: [&str; 4] = ["after", "before", "done", "lang"];

impl Query {
    /// The fields of the address of `request`; what has no value is left out, and the page shows of the words as much
    /// as is looked for.
    pub(super) fn of(request: &HttpRequest) -> Self {
        let sent = form_urlencoded::parse(request.query_string().as_bytes());
        let given = sent.filter(|(_, value)| !value.trim().is_empty());
        let fit = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
            let value = if name == "q" { Words::cut(value.trim()).as_str().to_owned() } else { value.into_owned() };
            (name.into_owned(), value)
        };
        Self(given.map(fit).collect())
    }

    /// Whether the address of `request` can be looked for: PostgreSQL takes no text with a NUL.
    pub(super) fn is_readable(request: &HttpRequest) -> bool {
        let mut sent = form_urlencoded::parse(request.query_string().as_bytes());
        sent.all(|(name, value)| !name.contains('\0') && !value.contains('\0'))
    }

    /// The value of `name`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(sent, _)| sent == name).map(|(_, value)| value.trim())
    }

    /// The value of `name`, or nothing.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }

    /// The address of `path` that looks for the same, with these fields in place of those that name a page.
    pub(super) fn at(&self, path: &str, instead: &[(&str, &str)]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !PAGING.contains(&name.as_str()) && !instead.iter().any(|(other, _)| name == other));
        let mut query = Serializer::new(String::new());
        query.extend_pairs(kept).extend_pairs(instead);
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn words_are_cut_where_nobody_looks_further() {
        let request = TestRequest::with_uri(&format!("/x?q=%20{0}&after={0}", "%C3%A9".repeat(300))).to_http_request();
        let query = Query::of(&request);
        assert_eq!((query.text("q"), query.text("after")), ("é".repeat(Words::MOST), "é".repeat(300)));
        assert_eq!(query.at("/x", &[]), format!("/x?q={}", "%C3%A9".repeat(Words::MOST)));
    }

    #[test]
    fn another_page_looks_for_the_same() {
        let request = TestRequest::with_uri("/x?q=a+b&status=&after=7-1&done=z&sort=name&q=c%26d").to_http_request();
        let query = Query::of(&request);
        assert_eq!((query.get("q"), query.get("status"), query.text("sort")), (Some("c&d"), None, "name".to_owned()));
        assert_eq!(query.at("/x", &[("before", "8")]), "/x?q=a+b&sort=name&q=c%26d&before=8");
        assert_eq!(Query::default().at("/x", &[]), "/x");
    }
}
