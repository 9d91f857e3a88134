//! What axe-core finds wrong with a page for people who do not see it, or not well.

use serde_json::json;

use super::browser::{Browser, target};

/// Has the browser load axe with each page that it opens from now on.
pub(crate) async fn ready(browser: &Browser) {
    let path = target().join("axe/node_modules/axe-core/axe.min.js");
    let library = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}: run scripts/axe", path.display()));
    browser.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": library })).await;
}

/// Everything that axe finds on the page, as `rule: element`; empty if nothing.
pub(crate) async fn complaints(browser: &Browser) -> Vec<String> {
    run(browser, "").await
}

/// What it finds about what a page says: names, labels, headings, languages. The rest is the same whatever the language.
pub(crate) async fn complaints_about_words(browser: &Browser) -> Vec<String> {
    let rules = "'html-has-lang', 'html-lang-valid', 'valid-lang', 'document-title', 'button-name', 'link-name',
        'input-button-name', 'select-name', 'summary-name', 'label', 'label-title-only', 'form-field-multiple-labels',
        'aria-command-name', 'aria-input-field-name', 'image-alt', 'image-redundant-alt', 'empty-heading',
        'empty-table-header', 'page-has-heading-one', 'heading-order', 'landmark-unique', 'region', 'duplicate-id-aria'";
    run(browser, &format!("runOnly: {{ type: 'rule', values: [{rules}] }}")).await
}

/// What it finds about the contrast of colours alone.
pub(crate) async fn complaints_about_colours(browser: &Browser) -> Vec<String> {
    run(browser, "runOnly: { type: 'rule', values: ['color-contrast'] }").await
}

async fn run(browser: &Browser, what: &str) -> Vec<String> {
    let run = format!(
        "const done = arguments[arguments.length - 1];
        axe.run(document, {{ resultTypes: ['violations'], {what} }}).then(found =>
            done(found.violations.flatMap(rule =>
                rule.nodes.map(node => `${{rule.id}}: ${{node.html}} ${{node.failureSummary}}`))),
            error => done([String(error)]))"
    );
    let found = browser.driver.execute_async(run, Vec::new()).await.expect("axe runs: was `ready` called?");
    serde_json::from_value(found.json().clone()).expect("a list")
}
