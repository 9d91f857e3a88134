//! A server that listens on a port of loopback, for clients that are programs of their own.

use std::net::{SocketAddr, TcpListener};
use std::pin::Pin;
use std::task::{Context, Waker};

use actix_web::dev::{Server as RunningServer, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpServer};
use grantor::config::{Config, PublicUrl};
use grantor::web;

use super::Server;
use super::flow::World;

/// A world whose server listens, too.
pub struct Listening {
    pub world: World,
    pub listener: Listener,
}

/// Something that listens until the test ends.
pub struct Listener {
    pub address: SocketAddr,
    handle: ServerHandle,
}

impl Listening {
    pub async fn start() -> Self {
        let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = socket.local_addr().unwrap();
        let public_url = format!("http://{{tenant}}.localhost:{}", address.port());
        let public_url = PublicUrl::parse(&public_url).unwrap();
        let server = Server::with(Config { public_url, ..Config::default() }).await;
        let grantor = server.grantor.clone();
        let app = move || {
            let routes = web::routes(&grantor.config.surfaces);
            App::new().app_data(grantor.clone()).wrap(from_fn(web::trace::trace)).configure(routes)
        };
        let running = HttpServer::new(app).workers(1).disable_signals().listen(socket).unwrap().run();
        let listener = Listener::of(address, running);
        Self { world: World::on(server, "acme").await, listener }
    }

    /// The tenant's issuer.
    pub fn issuer(&self) -> String {
        self.world.server.grantor.config.public_url.issuer(&self.world.tenant.subdomain)
    }

    /// What a browser asks for at the tenant: path and query of `address`.
    pub fn path(&self, address: &str) -> String {
        address.strip_prefix(&self.issuer()).unwrap_or_else(|| panic!("{address} is somewhere else")).to_owned()
    }
}

impl Listener {
    /// Serves `routes` on a free port.
    pub fn start<F: FnOnce(&mut ServiceConfig)>(routes: impl Fn() -> F + Clone + Send + 'static) -> Self {
        let socket = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = socket.local_addr().unwrap();
        let server = HttpServer::new(move || App::new().configure(routes()));
        Self::of(address, server.workers(1).disable_signals().listen(socket).unwrap().run())
    }

    fn of(address: SocketAddr, mut server: RunningServer) -> Self {
        let handle = server.handle();
        // Its threads begin when it is first polled: now, for a test may block this thread before it next waits.
        let begun = Pin::new(&mut server).poll(&mut Context::from_waker(Waker::noop()));
        assert!(begun.is_pending(), "it does not serve: {begun:?}");
        drop(actix_web::rt::spawn(server));
        Self { address, handle }
    }

    /// Ends it now.
    pub async fn stop(self) {
        self.handle.stop(false).await;
    }

    /// Its address, as a client has it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        drop(actix_web::rt::spawn(self.handle.stop(false)));
    }
}
