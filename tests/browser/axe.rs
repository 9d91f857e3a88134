//! What axe-core finds wrong with a page for people who do not see it, or not well.

use super::browser::{Browser, target};

/// Everything that axe finds on the page, as `rule: element`; empty if nothing.
pub(crate) async fn complaints(browser: &Browser) -> Vec<String> {
    let path = target().join("axe/node_modules/axe-core/axe.min.js");
    let library = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}: run scripts/axe", path.display()));
    browser.ask(&format!("if (!window.axe) {{ {library} ; window.axe = axe }}")).await;
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(found => done(found.violations.flatMap(rule =>
            rule.nodes.map(node => `${rule.id}: ${node.html} ${node.failureSummary}`))), error => done([String(error)]))";
    let found = browser.driver.execute_async(run, Vec::new()).await.expect("axe runs");
    serde_json::from_value(found.json().clone()).expect("a list")
}
