//! `grantor demo`: everything to try it in a browser, and `--walk`, which tries it by itself.
//!
//! The demo takes nothing from a configuration file but the log's: it must never meet a database that somebody needs.
//! It has passwords that everyone knows, so it listens on loopback only.

mod banner;
mod cast;
mod credentials;
mod house;
mod seed;
mod walk;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::output::Output;
use crate::config::Config;
use crate::server;
use house::{House, Place};

/// Try Grantor: two accounts with people in them, and an application that asks them for access.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where the demo is kept; a second start goes on with what is there.
    #[arg(long, default_value = "grantor-demo", value_name = "DIR")]
    data: PathBuf,
    /// Where the server listens.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Where the application listens.
    #[arg(long, default_value = "127.0.0.1:8090", value_name = "ADDRESS")]
    app: SocketAddr,
    /// Go the whole way by itself, on free ports and an own database: print each request and answer, and fail if one
    /// is not as it should be.
    #[arg(long, conflicts_with_all = ["data", "listen", "app"])]
    walk: bool,
}

impl Demo {
    /// `config` is what was configured; only its log counts.
    pub(super) fn run(self, config: Config, output: &mut Output) -> Result<(), Failure> {
        if self.walk {
            return walk::walk(output);
        }
        let config = Config { log: config.log, ..Config::default() };
        let place =
            Place { server: bind(self.listen, "--listen")?, application: bind(self.app, "--app")?, data: self.data };
        server::run(async {
            let log = config.log.clone();
            let house = House::open(place, config).await?;
            // From here on: what has been filled in is no news.
            crate::log::start(&log).map_err(|error| Failure::new("configuration", error.to_string()))?;
            banner::show(&house, output)?;
            house.until_stopped().await
        })
    }
}

/// A listener on loopback.
fn bind(address: SocketAddr, option: &str) -> Result<TcpListener, Failure> {
    if !address.ip().is_loopback() {
        let says = format!("The demo has passwords that everyone knows, so it does not listen on {address}.");
        return Err(Failure::new("listen", says).hint(format!("{option} 127.0.0.1:{}", address.port())));
    }
    TcpListener::bind(address).map_err(|error| {
        let other = SocketAddr::new(address.ip(), address.port().checked_add(100).unwrap_or(18_080));
        let says = format!("The demo cannot listen on {address}: {error}.");
        Failure::new("listen", says).hint(format!("stop what listens there, or type `grantor demo {option} {other}`"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_address_says_what_to_type() {
        let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let failure = bind(taken.local_addr().unwrap(), "--app").unwrap_err();
        assert!(failure.hint.unwrap().contains("`grantor demo --app 127.0.0.1:"));
    }

    #[test]
    fn no_network_reaches_it() {
        let failure = bind(([0, 0, 0, 0], 8080).into(), "--listen").unwrap_err();
        assert_eq!(failure.hint.as_deref(), Some("--listen 127.0.0.1:8080"));
    }
}
