//! What stands around every page: whose account it is, its address, the languages, the way to help.

use form_urlencoded::Serializer;

use super::language::{CHOICE, Language};
use super::phrase::Phrase;
use super::style;
use crate::clock::Moment;

/// What every page needs to be told.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The language of the page.
    pub language: Language,
    /// The account that the Host names; none if there is none.
    pub account: Option<Account>,
    /// The vendor's product name.
    pub vendor: String,
    /// The vendor's help pages, privacy notice and terms of service.
    pub links: Links,
    /// Path and query of this page, to come back to in another language; none for an answer to a form
    /// that cannot be asked for again.
    pub here: Option<String>,
    /// When the page was made.
    pub now: Moment,
}

/// Where the vendor says more, each an absolute address.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// Where people get help.
    pub help: Option<String>,
    /// The privacy notice.
    pub privacy: Option<String>,
    /// The terms of service.
    pub terms: Option<String>,
}

/// An account, as people see it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// Its host, as in `acme.example.com`, in ASCII.
    pub address: String,
    /// Path of its logo, on this host.
    pub logo: Option<String>,
    /// Path and version of the style sheet with its colours, on this host.
    pub brand: Option<String>,
}

impl Frame {
    /// A message in the page's language.
    pub const fn say(&self, id: &'static str) -> Phrase {
        Phrase::new(self.language, id)
    }

    /// Link to the style sheet.
    pub fn stylesheet(&self) -> &'static str {
        style::link()
    }

    /// The letter that stands for whoever has no logo.
    pub fn letter(&self, name: &str) -> String {
        let first = name.chars().find(|c| c.is_alphanumeric());
        first.map(|first| first.to_uppercase().collect()).unwrap_or_default()
    }

    /// The account's name; without an account the vendor's.
    pub fn account_name(&self) -> &str {
        self.account.as_ref().map_or(&self.vendor, |account| &account.name)
    }

    /// The vendor's pages, by what they are called.
    pub fn links(&self) -> Vec<(Phrase, &str)> {
        let links = [
            ("frame-help", &self.links.help),
            ("frame-privacy", &self.links.privacy),
            ("frame-terms", &self.links.terms),
        ];
        links.into_iter().filter_map(|(id, link)| Some((self.say(id), link.as_deref()?))).collect()
    }

    /// The languages with the address of this page in each.
    pub fn languages(&self) -> Vec<(Language, String)> {
        let Some(here) = &self.here else { return Vec::new() };
        Language::ALL.into_iter().map(|language| (language, in_language(here, language))).collect()
    }
}

/// `here`, a path with its query, asking for `language`. Everything else in the query stays as it was
/// sent, byte by byte: it may be an authorization request.
fn in_language(here: &str, language: Language) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let chosen = |pair: &&str| pair.split('=').next() != Some(CHOICE);
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).filter(chosen).collect();
    let mut query = Serializer::new(kept.join("&"));
    query.append_pair(CHOICE, language.tag());
    format!("{path}?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_link_leaves_the_request_as_it_was() {
        let here = "/oauth/authorizations/new?scope=read%20write&lang=fr&state=a%2Bb+c&&x";
        assert_eq!(
            in_language(here, Language::Japanese),
            "/oauth/authorizations/new?scope=read%20write&state=a%2Bb+c&x&lang=ja"
        );
        assert_eq!(in_language("/access/login", Language::Korean), "/access/login?lang=ko");
    }
}
