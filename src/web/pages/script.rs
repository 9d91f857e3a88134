//! The one script, for the Admin Center: it adds a copy button, proposes an identifier and closes a row's menu. Every page works without.

use std::sync::LazyLock;

use super::style::versioned;

/// The script, served at [`PATH`].
pub const JS: &str = include_str!("../../../templates/admin.js");

/// Where it is served.
pub const PATH: &str = "/admin.js";

static LINK: LazyLock<String> = LazyLock::new(|| versioned(PATH, JS));

/// Path and version.
pub fn link() -> &'static str {
    &LINK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small_and_asks_nobody() {
        assert!(JS.len() <= 4 * 1024, "{} bytes", JS.len());
        for foreign in
            ["http:", "https:", "fetch", "XMLHttp", "eval", "innerHTML", "import", "document.cookie", "Storage"]
        {
            assert!(!JS.contains(foreign), "{foreign}");
        }
        assert_eq!(link().split_once("?v=").map(|(path, version)| (path, version.len())), Some((PATH, 12)));
    }
}
