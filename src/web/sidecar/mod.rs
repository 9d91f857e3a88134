//! The sidecar: a proxy asks about the request that it holds in its hand (contract §3).

pub mod answer;
pub mod asked;
pub mod identity;
pub mod listener;
pub mod proxy;
mod relay;
pub mod relayed;
mod upstream;
pub mod verify;
