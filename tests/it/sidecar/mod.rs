//! Legacy API tokens, and what a proxy is told about a request.

mod moving;
mod nginx;
mod process;
pub mod scene;
mod token_life;
mod usage;
mod verify_answer;
mod verify_limits;
mod verify_proxy;
mod verify_safer;
mod verify_scope;
mod webhook;
