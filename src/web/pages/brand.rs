//! A tenant's own colour, as a style sheet of its own: pages have no inline styles.
//!
//! Its link carries a digest of what it holds, so it may be kept for ever. Contrast is [`accent`]'s business.

use super::style;
use crate::tenants::accent::{self, Shades};

/// Where it is served.
pub const PATH: &str = "/brand.css";

/// The sheet of a tenant with this accent; none if it has none that can be read.
pub fn sheet(accent: Option<&str>) -> Option<String> {
    let Shades { light, light_hover, dark, dark_hover } = accent::shades(accent?)?;
    let [light, light_hover, dark, dark_hover] = [light, light_hover, dark, dark_hover].map(accent::written);
    Some(format!(
        ":root {{ --accent: {light}; --accent-hover: {light_hover}; }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; --accent-hover: {dark_hover}; }} }}\n"
    ))
}

/// Path and version of the sheet of a tenant with this accent.
pub fn link(accent: Option<&str>) -> Option<String> {
    sheet(accent).map(|sheet| format!("{PATH}?v={}", style::version(&sheet)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accent_has_a_sheet_and_a_link_of_its_own() {
        let sheet = sheet(Some("#0b57a4")).unwrap();
        assert!(sheet.contains("--accent: #0b57a4;") && sheet.contains("prefers-color-scheme: dark"));
        assert_ne!(link(Some("#0b57a4")), link(Some("#0b57a5")));
        for none in [None, Some("#ffff00"), Some("blue"), Some("#0b57a4;}")] {
            assert_eq!(link(none), None);
        }
    }
}
