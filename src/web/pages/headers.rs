//! What the browser is told about a page besides the page.
//!
//! Nothing on a page is inline and nothing comes from elsewhere, so the policy allows the style sheet and
//! images of this host and no script at all; in the Admin Center, this host's one script. Two things are left out on purpose. `form-action` on the pages
//! of a flow: Chrome applies it to the redirect that follows the form, which leads to the app.
//! `Cross-Origin-Opener-Policy` there: an app that opened the flow in a window of its own would lose sight of it.
//! `no-referrer` was refused, because browsers then send `Origin: null` with our own forms.

/// What kind of answer the headers go with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Sign-in and consent: pages whose form ends in a redirect to an app.
    Flow,
    /// Every other page.
    Page,
    /// A page of the Admin Center.
    Admin,
    /// The page after signing out: what came before it is forgotten. Chromium keeps pages for its back button
    /// although they say `no-store`.
    Farewell,
    /// A file whose address names its content.
    Asset,
}

/// A header's name and its value.
pub type Header = (&'static str, &'static str);

const COMMON: [Header; 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

const PAGES: [Header; 4] = [
    ("content-type", "text/html; charset=utf-8"),
    ("cache-control", "no-store"),
    ("x-frame-options", "DENY"),
    ("x-robots-tag", "noindex"),
];

const FLOW: [Header; 1] = [(
    "content-security-policy",
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'",
)];

const PAGE: [Header; 2] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    ("cross-origin-opener-policy", "same-origin"),
];

const ADMIN: [Header; 2] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    PAGE[1],
];

const FAREWELL: [Header; 3] = [PAGE[0], PAGE[1], ("clear-site-data", r#""cache""#)];

const ASSET: [Header; 2] =
    [("cache-control", "public, max-age=31536000, immutable"), ("content-security-policy", "default-src 'none'")];

/// The headers of an answer, beside its status. An asset adds its own `Content-Type`.
pub fn headers(answer: Answer) -> impl Iterator<Item = Header> {
    let own: [&[Header]; 2] = match answer {
        Answer::Flow => [&PAGES, &FLOW],
        Answer::Page => [&PAGES, &PAGE],
        Answer::Admin => [&PAGES, &ADMIN],
        Answer::Farewell => [&PAGES, &FAREWELL],
        Answer::Asset => [&ASSET, &[]],
    };
    COMMON.into_iter().chain(own.into_iter().flatten().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn of(answer: Answer) -> BTreeMap<&'static str, &'static str> {
        let all: Vec<Header> = headers(answer).collect();
        let named: BTreeMap<_, _> = all.iter().copied().collect();
        assert_eq!(named.len(), all.len(), "a header stands twice");
        named
    }

    #[test]
    fn no_page_can_be_framed_kept_or_scripted() {
        for answer in [Answer::Flow, Answer::Page, Answer::Admin, Answer::Farewell] {
            let headers = of(answer);
            let policy = headers["content-security-policy"];
            assert!(policy.starts_with("default-src 'none';") && policy.contains("frame-ancestors 'none'"));
            assert!(!policy.contains("unsafe") && !policy.contains("data:"));
            let scripts = policy.split("; ").filter(|part| part.starts_with("script-src"));
            let own: &[&str] = if answer == Answer::Admin { &["script-src 'self'"] } else { &[] };
            assert_eq!(scripts.collect::<Vec<_>>(), own);
            assert_eq!(headers["cache-control"], "no-store");
            assert_eq!(headers["referrer-policy"], "same-origin");
            assert_eq!(headers["x-content-type-options"], "nosniff");
        }
    }

    #[test]
    fn a_flow_can_end_at_the_app_and_in_a_window_of_its_own() {
        let flow = of(Answer::Flow);
        assert!(!flow["content-security-policy"].contains("form-action"));
        assert!(!flow.contains_key("cross-origin-opener-policy"));
        assert!(of(Answer::Page)["content-security-policy"].contains("form-action 'self'"));
    }

    #[test]
    fn an_asset_is_kept_for_ever() {
        assert!(of(Answer::Asset)["cache-control"].ends_with("immutable"));
    }
}
