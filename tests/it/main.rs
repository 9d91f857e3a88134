//! What Grantor promises, one module a promise.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(unreachable_pub, reason = "a test binary has no public")]

mod admin;
mod api;
mod architecture;
mod audited;
mod connected_apps;
mod crowd;
mod demo;
mod durability;
mod examples;
mod failover;
mod harness;
mod leftovers;
mod nodes;
mod oauth;
mod operators;
mod overload;
mod pages;
mod properties;
mod races;
mod sidecar;
mod tenancy;
mod user_life;
