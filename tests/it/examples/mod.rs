//! The examples do what they say: each is driven here, against a server that listens.

mod machine;
mod native_app;
mod resource_server;
mod third_party_app;

use crate::harness::listening::{Listener, Listening};

/// The API of `examples/resource_server.rs`, as the resource server of the world.
fn api(at: &Listening) -> Listener {
    use resource_server::example::{Api, Settings, routes};
    let (issuer, server) = (at.issuer(), at.listener.address);
    let (identifier, secret) = (at.world.api.identifier.clone(), at.world.api.secret.clone());
    let api = Api::new(Settings { issuer, server, identifier, secret }).unwrap();
    Listener::start(move || routes(api.clone()))
}
