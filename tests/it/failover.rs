//! The database goes: errors for as long as it is away, then service, and nothing that was answered is lost. It is
//! killed and started again, and then for good, when a synchronous standby takes its place, at the same address as an
//! operator would see to.
//!
//! On a server of its own: others test on the one that is there.

use std::cell::Cell;
use std::fs::Permissions;
use std::net::Ipv4Addr;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::rt::spawn;
use actix_web::web::block;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::crowd::Cluster;
use crate::operators::company::Company;
use crate::operators::installation::Installation;

const NODES: usize = 2;

/// A private server with a standby that has whatever it commits.
struct Servers {
    folder: tempfile::TempDir,
}

impl Servers {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The server's own user has to come in.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    /// `scripts/postgres COMMAND`: what it says.
    fn run(&self, command: &str) -> String {
        let output = Command::new("scripts/postgres").arg(command).env("TMPDIR", self.folder.path()).output().unwrap();
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        self.run("stop");
    }
}

/// The address of the database, whichever server is behind it.
struct Address {
    port: u16,
    behind: Rc<Cell<u16>>,
}

impl Address {
    async fn of(server: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let (port, behind) = (listener.local_addr().unwrap().port(), Rc::new(Cell::new(port_of(server))));
        let target = Rc::clone(&behind);
        spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let target = target.get();
                spawn(async move {
                    if let Ok(mut server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)).await {
                        drop(copy_bidirectional(&mut client, &mut server).await);
                    }
                });
            }
        });
        Self { port, behind }
    }
}

/// Runs a command while everybody goes on asking.
async fn meanwhile(servers: &Arc<Servers>, command: &'static str) {
    let servers = Arc::clone(servers);
    block(move || servers.run(command)).await.unwrap();
}

fn port_of(url: &str) -> u16 {
    url::Url::parse(url).unwrap().port().unwrap()
}

#[actix_web::test]
async fn a_database_that_goes_and_comes_back_has_kept_whatever_was_answered() {
    // A file has no standby, and no server that could go.
    let here = Installation::empty();
    if !here.on_postgres() {
        return;
    }
    let servers = Arc::new(Servers::new());
    let (primary, standby) = (servers.run("start"), servers.run("standby"));
    let address = Address::of(&primary).await;
    let mut url = url::Url::parse(&primary).unwrap();
    url.set_port(Some(address.port)).unwrap();
    let here = Arc::new(here.set("DATABASE__URL", url.as_str()));
    let (company, nodes) = {
        let here = Arc::clone(&here);
        block(move || (Company::of(&here), here.nodes(NODES))).await.unwrap()
    };
    let cluster = Cluster::of(company, &nodes).await;
    let goes = async {
        cluster.enough().await;
        meanwhile(&servers, "restart").await;
        cluster.enough().await;
        address.behind.set(port_of(&standby));
        meanwhile(&servers, "promote").await;
        cluster.enough().await;
    };
    cluster.during(goes).await;
}
