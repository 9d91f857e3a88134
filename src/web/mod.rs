//! What Grantor answers over HTTP: the only place that knows actix.
pub mod pages;
