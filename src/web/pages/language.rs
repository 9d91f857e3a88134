//! Which language a page speaks.
//!
//! Chosen by the person on the page, else kept with the person, else what the browser accepts, else
//! the tenant's. Only the primary subtag counts (`fr-CA` gets French): none of the four has regional
//! variants here. `fluent-langneg` was refused: it ignores the weights of `Accept-Language`.

use actix_web::http::header::{LanguageTag, Preference, Quality, QualityItem};

/// The query parameter and the cookie that carry the language chosen with a link on a page.
pub const CHOICE: &str = "lang";

/// A language that every page speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// `en`
    English,
    /// `ja`
    Japanese,
    /// `fr`
    French,
    /// `ko`
    Korean,
    /// `en-XA`: English, 40 % longer and with CJK characters. Never offered or chosen; it shows what
    /// a layout does to sentences that nobody has written yet.
    Pseudo,
}

impl Language {
    /// The languages that people are offered, in the order of the links.
    pub const ALL: [Self; 4] = [Self::English, Self::Japanese, Self::French, Self::Korean];

    /// The BCP 47 tag, as the `lang` attribute has it.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
            Self::French => "fr",
            Self::Korean => "ko",
            Self::Pseudo => "en-XA",
        }
    }

    /// What those who speak it call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Japanese => "日本語",
            Self::French => "Français",
            Self::Korean => "한국어",
            Self::Pseudo => "Pseudo",
        }
    }

    /// The language of a tag such as `ja`, `ja-JP` or `JA_jp`; `None` if pages do not speak it.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// The language of a page: `chosen` by a link, the `person`'s own, the best that
    /// `accept_language` (RFC 9110 §12.5.4) names, the `tenant`'s, English.
    pub fn choose(chosen: Option<&str>, person: Option<&str>, accept_language: Option<&str>, tenant: &str) -> Self {
        chosen
            .and_then(Self::from_tag)
            .or_else(|| person.and_then(Self::from_tag))
            .or_else(|| accept_language.and_then(accepted))
            .or_else(|| Self::from_tag(tenant))
            .unwrap_or(Self::English)
    }
}

fn accepted(header: &str) -> Option<Language> {
    let mut items: Vec<QualityItem<Preference<LanguageTag>>> =
        header.split(',').filter_map(|item| item.trim().parse().ok()).collect();
    items.retain(|item| item.quality > Quality::ZERO);
    items.sort_by_key(|item| std::cmp::Reverse(item.quality));
    items.iter().find_map(|item| Language::from_tag(item.item.item()?.primary_language()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_link_wins_over_the_person_the_browser_and_the_tenant() {
        assert_eq!(Language::choose(Some("ko"), Some("ja"), Some("fr"), "en"), Language::Korean);
        assert_eq!(Language::choose(None, Some("ja"), Some("fr"), "en"), Language::Japanese);
        assert_eq!(Language::choose(None, None, Some("fr"), "ko"), Language::French);
        assert_eq!(Language::choose(None, None, None, "ko"), Language::Korean);
        assert_eq!(Language::choose(Some("tlh"), Some(""), Some("*"), "de"), Language::English);
    }

    #[test]
    fn weights_decide_and_order_breaks_ties() {
        for (header, language) in [
            ("fr;q=0.4, ja;q=0.9", Language::Japanese),
            ("ko, ja", Language::Korean),
            ("de-CH, fr-CH;q=0.8", Language::French),
            ("fr;q=0, de", Language::English),
            ("ja-JP-u-ca-japanese;q=0.1", Language::Japanese),
            (",,;q=;;fr q=1, ko;q=0.2", Language::Korean),
        ] {
            assert_eq!(Language::choose(None, None, Some(header), "en"), language, "{header}");
        }
    }

    #[test]
    fn the_pseudo_language_is_never_chosen() {
        assert_eq!(Language::choose(Some("en-XA"), None, None, "en"), Language::English);
    }

    proptest! {
        #[test]
        fn never_panics(header: String) {
            Language::choose(Some(&header), Some(&header), Some(&header), &header);
        }
    }
}
