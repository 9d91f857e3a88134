//! The demo while it runs: a server, what lives in it, and an application beside it.

use std::fs::DirBuilder;
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::cast::{self, ACCOUNTS};
use super::credentials::Credentials;
use super::seed;
use crate::cli::failure::Failure;
use crate::cli::operator::Operator;
use crate::config::{Config, Database, PublicUrl};
use crate::entropy::Entropy;
use crate::secret::Secret;
use crate::server::{self, Account, Application, Grantor, Person, Serving};
use crate::storage::DatabaseUrl;

/// Where the demo is to be found.
pub(super) struct Place {
    /// Its folder.
    pub data: PathBuf,
    /// The server's listener.
    pub server: TcpListener,
    /// The application's.
    pub application: TcpListener,
}

/// The demo while it runs.
pub(super) struct House {
    /// The server's address.
    pub server: SocketAddr,
    /// The application's, as a browser has it: `http://127.0.0.1:8090`.
    pub application: String,
    /// What the applications know.
    pub credentials: Credentials,
    /// The operator's way in.
    pub operator: Operator,
    serving: Serving,
}

impl House {
    /// Starts the server, fills what is missing, starts the application.
    pub(super) async fn open(place: Place, config: Config) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(&place.data)?;
        let server = place.server.local_addr()?;
        let application = format!("http://{}", place.application.local_addr()?);
        let mut credentials = Credentials::read(&place.data)?;
        let grantor = Grantor::open(configured(config, &place.data, server)?).await?;
        let operator = Operator::at(grantor.config.operator_socket().unwrap_or_default());
        let serving = server::start(grantor, place.server)?;
        credentials.server = server.to_string();
        seed::seed(&operator, &application, &mut credentials).await?;
        credentials.write()?;
        let client = client(&application, server, &credentials);
        server::start_application(client, place.application)?;
        Ok(Self { server, application, credentials, operator, serving })
    }

    /// Serves until a signal.
    pub(super) async fn until_stopped(self) -> Result<(), Failure> {
        Ok(self.serving.until_stopped().await?)
    }

    /// Ends it.
    pub(super) async fn close(self) -> Result<(), Failure> {
        Ok(self.serving.stop().await?)
    }
}

/// The configuration of the demo's server: what is in nobody's file, on its own address and in its own folder.
fn configured(config: Config, data: &Path, server: SocketAddr) -> Result<Config, Failure> {
    let public_url = PublicUrl::parse(&format!("http://{{tenant}}.localhost:{}", server.port()));
    let public_url = public_url.map_err(|error| Failure::new("configuration", error.to_string()))?;
    let database = Database { url: DatabaseUrl::Sqlite(data.join("grantor.db")), ..Database::default() };
    Ok(Config { public_url, listen: server, database, ..config })
}

/// The application as its developers have configured it.
fn client(address: &str, server: SocketAddr, credentials: &Credentials) -> Application {
    let account = |account: &cast::Account| {
        let known = credentials.accounts.get(account.subdomain).cloned().unwrap_or_default();
        let person = |(person, role): (&cast::Person, &str)| Person {
            name: person.name.to_owned(),
            email: person.email.to_owned(),
            role: role.to_owned(),
            password: cast::PASSWORD.to_owned(),
        };
        Account {
            name: account.subdomain.to_owned(),
            title: account.name.to_owned(),
            issuer: known.issuer,
            server,
            client_id: cast::APPLICATION.to_owned(),
            client_secret: Secret::from(known.clients.get(cast::APPLICATION).map_or("", String::as_str)),
            people: account.people().map(person).into(),
        }
    };
    Application {
        address: address.to_owned(),
        accounts: ACCOUNTS.iter().map(account).collect(),
        entropy: Entropy::system(),
    }
}
