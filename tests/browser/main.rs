//! What people see and do, in headless Chromium.
//!
//! Needs `chromium`, `chromedriver` and what `scripts/axe` brings; where one is missing a test fails and says
//! so. Screenshots are left in `target/screenshots`, all of them with `GRANTOR_SCREENSHOTS=all`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod admin;
mod attacks;
mod axe;
mod browser;
mod gallery;
#[path = "../it/harness/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "it serves the other tests too")]
mod harness;
mod journey;
mod layout;
mod scene;
