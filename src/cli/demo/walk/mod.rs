//! `grantor demo --walk`: an outside client goes the whole way over TCP, and holds each answer against the contract.
//!
//! It starts a demo of its own, on free ports and with a database that goes with it, so it can be run anywhere and
//! leaves nothing. What it sends and gets is printed, and after each answer what was to be expected of it. It knows
//! the wire and nothing else: not one use case is called directly, or it would show what no client can see.

mod answers;
mod asking;
mod browser;
mod clients;
mod codes;
mod consent;
mod outsider;
mod paper;
mod refreshing;
mod shown;
mod side;
mod tenants;
mod world;

use std::net::TcpListener;

use super::house::{House, Place};
use crate::cli::failure::Failure;
use crate::cli::operator::private_folder;
use crate::cli::output::Output;
use crate::config::{Config, Log};
use crate::server;
use paper::Paper;
use world::World;

/// Goes the whole way.
pub(super) fn walk(output: &mut Output) -> Result<(), Failure> {
    let log = Log { level: "error".into(), ..Log::default() };
    crate::log::start(&log).map_err(|error| Failure::new("configuration", error.to_string()))?;
    server::run(async {
        let folder = private_folder()?;
        let place = Place { data: folder.path().to_owned(), server: free_port()?, application: free_port()? };
        let house = House::open(place, Config { log, ..Config::default() }).await?;
        let mut paper = Paper::new(output);
        let walked = all(&house, &mut paper).await;
        house.close().await?;
        walked.and_then(|()| paper.count())
    })
}

/// The chapters, in the order of a connection's life.
async fn all(house: &House, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let world = World::new(house)?;
    asking::walk(&world, paper).await?;
    let (mut browser, code) = consent::walk(&world, paper).await?;
    let pair = codes::walk(&world, paper, &mut browser, code).await?;
    let pair = refreshing::walk(&world, paper, pair).await?;
    clients::walk(&world, paper).await?;
    tenants::walk(&world, paper, &browser, &pair).await
}

fn free_port() -> Result<TcpListener, Failure> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?)
}
