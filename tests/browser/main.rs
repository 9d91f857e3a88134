//! What people see and do, in headless Chromium.
//!
//! Needs `chromium`, `chromedriver` and what `scripts/axe` brings; where one is missing a test fails and says
//! so. Screenshots are left in `target/screenshots`.

mod axe;
mod browser;
mod gallery;
mod layout;
