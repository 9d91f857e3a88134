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
    run(browser, "{}").await
}

/// The same without the contrast of colours, which takes longest.
pub(crate) async fn complaints_but_colours(browser: &Browser) -> Vec<String> {
    run(browser, "{ 'color-contrast': { enabled: false } }").await
}

async fn run(browser: &Browser, rules: &str) -> Vec<String> {
    let run = format!(
        "const done = arguments[arguments.length - 1];
        axe.run(document, {{ resultTypes: ['violations'], rules: {rules} }}).then(found =>
            done(found.violations.flatMap(rule =>
                rule.nodes.map(node => `${{rule.id}}: ${{node.html}} ${{node.failureSummary}}`))),
            error => done([String(error)]))"
    );
    let found = browser.driver.execute_async(run, Vec::new()).await.expect("axe runs: was `ready` called?");
    serde_json::from_value(found.json().clone()).expect("a list")
}
