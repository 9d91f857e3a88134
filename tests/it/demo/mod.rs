//! `grantor demo`, as somebody new meets it.

mod application;
pub mod running;
mod starting;
mod walk;
