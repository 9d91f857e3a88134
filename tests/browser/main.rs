//! What people see and do, in headless Chromium.
//!
//! Needs `chromium`, `chromedriver` and what `scripts/axe` brings; where one is missing a test fails and says
//! so. Screenshots are left in `target/screenshots`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod axe;
mod browser;
mod gallery;
mod layout;
