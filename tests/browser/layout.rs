//! Whether a page holds together at the size that it has: nothing sideways, nothing cut off, targets that
//! a finger hits, and the keyboard going where the eye goes.

use super::browser::Browser;

/// What does not hold; empty if everything does.
pub(crate) async fn complaints(browser: &Browser) -> Vec<String> {
    serde_json::from_value(browser.ask(include_str!("layout.js")).await).expect("a list")
}

/// Text spaced as WCAG 2.2 §1.4.12 lets people space it, and twice as large (§1.4.4).
pub(crate) async fn spread(browser: &Browser) {
    let sheet = "const sheet = new CSSStyleSheet();
        sheet.replaceSync(`html { font-size: 200% } * { line-height: 1.5 !important;
            letter-spacing: .12em !important; word-spacing: .16em !important }
            p { margin-block-end: 2em !important }`);
        document.adoptedStyleSheets = [sheet]";
    browser.ask(sheet).await;
}
