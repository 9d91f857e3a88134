//! The pages that people see.
//!
//! Each page is a plain struct of what it shows, rendered by the template of the same name under
//! `templates/pages/`; it knows no domain type and asks nobody, so every page can be drawn from
//! [`samples`]. What it says stands in `messages`, what it looks like in [`style`], what the browser is told
//! beside it in [`headers`], and why its form can be believed in [`form`].

pub mod admin;
pub mod brand;
pub mod connected_apps;
pub mod consent;
pub mod form;
pub mod frame;
pub mod headers;
pub mod language;
mod messages;
pub mod password;
pub mod phrase;
pub mod problem;
pub mod reference;
pub mod samples;
pub mod script;
pub mod sign_in;
pub mod sso;
pub mod style;

#[cfg(test)]
mod tests;
