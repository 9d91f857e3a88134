//! The style sheets: one for every page, and what the Admin Center adds to it, which nobody else has to load. A link
//! carries a digest of what it holds, so it may be kept for ever.

use std::sync::LazyLock;

/// The style sheet, served at [`PATH`].
pub const CSS: &str = include_str!("../../../templates/style.css");

/// Where it is served.
pub const PATH: &str = "/style.css";

/// What the Admin Center adds, served at [`ADMIN_PATH`].
pub const ADMIN_CSS: &str = include_str!("../../../templates/admin.css");

/// Where that is served.
pub const ADMIN_PATH: &str = "/admin.css";

static LINK: LazyLock<String> = LazyLock::new(|| versioned(PATH, CSS));
static ADMIN_LINK: LazyLock<String> = LazyLock::new(|| versioned(ADMIN_PATH, ADMIN_CSS));

/// `path` with a version that names `content`.
pub(super) fn versioned(path: &str, content: &str) -> String {
    format!("{path}?v={}", version(content))
}

/// What names the content of a sheet: twelve hexadecimal digits.
pub(super) fn version(sheet: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, sheet.as_bytes());
    hex::encode(&digest.as_ref()[..6])
}

/// Path and version.
pub fn link() -> &'static str {
    &LINK
}

/// Path and version of what the Admin Center adds.
pub fn admin_link() -> &'static str {
    &ADMIN_LINK
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_small_and_asks_nobody_else() {
        assert!(CSS.len() <= 14 * 1024, "{} bytes", CSS.len());
        assert!(ADMIN_CSS.len() <= 14 * 1024, "{} bytes", ADMIN_CSS.len());
        for foreign in ["@import", "url(", "http:", "https:", "expression(", "@font-face", "gradient", "shadow"] {
            assert!(!CSS.contains(foreign) && !ADMIN_CSS.contains(foreign), "{foreign}");
        }
    }

    /// So what holds in light holds in dark, but for contrast.
    #[test]
    fn dark_changes_colours_and_nothing_else() {
        for sheet in [CSS, ADMIN_CSS] {
            for dark in sheet.split("@media (prefers-color-scheme: dark) {\n").skip(1) {
                let block = dark.split("\n}\n").next().unwrap();
                let (first, rest) = block.split_once('\n').unwrap();
                assert_eq!(first.trim(), ":root {");
                for line in rest.lines().map(str::trim).filter(|line| *line != "}") {
                    let (name, colour) = line.split_once(": ").unwrap();
                    assert!(name.starts_with("--") && colour.starts_with('#'), "{line}");
                }
            }
        }
    }

    #[test]
    fn the_link_names_the_content() {
        let (path, version) = link().split_once("?v=").unwrap();
        assert_eq!((path, version.len()), (PATH, 12));
    }
}
