//! The composition root: what one running Grantor is made of, and how it starts and stops.
//!
//! Everything that a handler needs is in [`Grantor`]: there is no other shared state, and no global one. It stops in
//! this order: `/readyz` says so, the listeners close, running requests finish within `shutdown_grace`, the last
//! commit is made, the database is closed. A second signal ends the wait.

mod check;
mod forget_sealed;
mod imported;
mod start;
mod sunset;
mod webhooks;

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::clients::failures::Failures;
use crate::clients::foreign;
use crate::clients::misdirected::Misdirected;
use crate::clock::{Clock, Moment};
use crate::config::{Config, Database, Lifetimes};
use crate::directory::Directory;
use crate::entropy::Entropy;
use crate::logos::Looking;
use crate::protocol::routes::{RouteError, Routes};
use crate::protocol::scope::{Catalogue, CatalogueError};
use crate::seal::{Seal, SealError};
use crate::secret::{Kind, Secret};
use crate::sidecar::attempts::Attempts;
use crate::sidecar::usage::Usage as ApiTokenUsage;
use crate::storage::{Failure, Inserts, OpenError, Options, Storage};
use crate::tenants::{Standard, TenantId};
use crate::tokens::issue::Minted;
use crate::tokens::refresh::Salts;
use crate::tokens::usage::Usage;
use crate::tokens::{AccessToken, access};
use crate::users::{Passwords, SignIn, attempts};
use crate::web;
pub use crate::web::demo::{Account, Application, CALLBACK, Person};
use crate::web::listen::ListenError;
use crate::web::operator::key::KeyError;
pub use crate::web::serve::Serving;
pub use check::{Finding, check};
pub use forget_sealed::forget_sealed;
pub use start::{Operators, migrate, run, serve, serve_operators, sidecar, start, start_application};
pub use sunset::sunset;
pub use webhooks::deliver;

/// One Grantor. Clones are the same one; each worker has its own, because processors would wait for each other where
/// all of them count who holds the same.
#[derive(Clone)]
pub struct Grantor(Arc<Parts>);

/// What one Grantor is made of: what it was told, what time and randomness are, and where it keeps things.
pub struct Parts {
    /// What the operator decided.
    pub config: Config,
    /// What time it is.
    pub clock: Clock,
    /// Where randomness comes from.
    pub entropy: Entropy,
    /// Where everything is kept.
    pub storage: Storage,
    /// Who and what is known.
    pub directory: Directory,
    /// Where access tokens are kept that belong to no family.
    pub lone_tokens: Inserts<AccessToken>,
    /// What a refresh that may be repeated derives its pair with.
    pub leeway_salts: Salts,
    /// The scope words.
    pub catalogue: Arc<Catalogue>,
    /// Who looks at passwords.
    pub sign_in: SignIn,
    /// Who looks at secrets of clients that another system has hashed.
    pub foreign_secrets: foreign::Judge,
    /// How often clients failed to prove who they are.
    pub failures: Failures,
    /// What was used and not written down yet.
    pub usage: Usage,
    /// How often API tokens were wrong.
    pub api_token_attempts: Attempts,
    /// Who uses API tokens, as far as it is not written down yet.
    pub api_token_usage: ApiTokenUsage,
    /// Which scope a request needs that a proxy asks about.
    pub routes: Routes,
    /// Which clients were asked for where there is none, and not written down yet.
    pub misdirected: Misdirected,
    /// Who looks at pictures that are sent.
    pub logos: Looking,
    /// What seals secrets that must be readable again.
    pub seal: Seal,
    /// What an operator watches.
    pub metrics: web::metrics::Metrics,
    /// What requests are found by.
    pub references: web::trace::References,
    draining: AtomicBool,
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database cannot be used.
    #[error("the database cannot be used: {0}")]
    Storage(#[from] OpenError),
    /// The system gives no thread for passwords.
    #[error(transparent)]
    Passwords(#[from] Failure),
    /// Nothing can come in.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The operators' key cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The scopes make no catalogue.
    #[error("`scopes`: {0}")]
    Scopes(#[from] CatalogueError),
    /// The routes of the sidecar make no table.
    #[error("`sidecar.routes`: {0}")]
    Routes(#[from] RouteError),
    /// The key that secrets are sealed with cannot be used.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What an operator watches cannot be counted.
    #[error("the metrics: {0}")]
    Metrics(#[from] prometheus::Error),
    /// The operating system refused something else.
    #[error(transparent)]
    System(#[from] std::io::Error),
}

impl Deref for Grantor {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Grantor {
    /// A Grantor from its parts; tests hand in a clock that stands still and randomness that repeats itself.
    ///
    /// # Errors
    /// The scopes make no catalogue, the key file cannot be used, or the system gives no thread for passwords.
    pub fn new(config: Config, clock: Clock, entropy: Entropy, storage: Storage) -> Result<Self, StartError> {
        let limits = &config.limits;
        let sign_in = SignIn {
            storage: storage.clone(),
            passwords: Passwords::start(limits.password_hashes, limits.password_queue)?,
            entropy: entropy.clone(),
            prefix: config.token_prefix.clone(),
            limits: attempts::Limits {
                per_account: limits.sign_in_per_account,
                per_address: limits.sign_in_per_address,
            },
        };
        let catalogue = Catalogue::new(config.scopes.clone())?;
        let makes_key = config.database.url.path().is_some();
        let Lifetimes { access_token, refresh_token, session } = config.lifetimes;
        let standard = Standard { access_token, refresh_token, session };
        let parts = Parts {
            seal: Seal::new(config.seal_key_file(), makes_key, entropy.clone())?,
            directory: Directory::new(&storage, config.database.cache, standard),
            leeway_salts: Salts::default(),
            lone_tokens: storage.inserts(access::store::insert_all),
            api_token_attempts: Attempts::new(limits.api_token_per_address, limits.api_token_per_email),
            api_token_usage: ApiTokenUsage::default(),
            routes: Routes::new(&config.sidecar.routes, &catalogue)?,
            catalogue: Arc::new(catalogue),
            foreign_secrets: foreign::Judge::start()?,
            failures: Failures::new(limits.client_authentication),
            usage: Usage::default(),
            misdirected: Misdirected::default(),
            logos: Looking::default(),
            metrics: web::metrics::Metrics::new()?,
            references: web::trace::References::new(entropy.bytes()),
            draining: AtomicBool::new(false),
            sign_in,
            config,
            clock,
            entropy,
            storage,
        };
        Ok(Self(Arc::new(parts)))
    }

    /// What time it is.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Mints a secret of `kind` for a row with the number `id`.
    pub fn mint(&self, kind: Kind, tenant: TenantId, id: i64) -> Minted {
        Minted::new(&self.config.token_prefix, kind, tenant, id, self.now(), &self.entropy.bytes())
    }

    /// Mints a secret of `kind`.
    pub fn secret(&self, kind: Kind) -> Secret {
        Secret::mint(&self.config.token_prefix, kind, self.now(), &self.entropy.bytes())
    }

    /// A Grantor on this machine's clock and randomness, and on the configured database, migrated.
    ///
    /// # Errors
    /// The database cannot be opened, or its secrets are sealed with another key.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        Self::unproven(config, true)?.proven().await
    }

    /// The same on a database that is there: no file is made.
    ///
    /// # Errors
    /// As [`open`](Self::open), and if there is none.
    pub async fn reopen(config: Config) -> Result<Self, StartError> {
        Self::unproven(config, false)?.proven().await
    }

    /// The same before anybody has looked whether its key is the right one.
    fn unproven(config: Config, create: bool) -> Result<Self, StartError> {
        let (clock, entropy) = (Clock::system(), Entropy::system());
        let storage = Storage::open(&config.database.url, &Options { create, ..options(&config) })?;
        Self::new(config, clock, entropy, storage)
    }

    async fn proven(self) -> Result<Self, StartError> {
        self.seal.prove(&self.storage).await?;
        Ok(self)
    }

    /// Whether this process is about to stop.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// From now on `/readyz` says that this process is about to stop.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }
}

/// How the storage of `config` is opened.
fn options(config: &Config) -> Options {
    let Database { queue, readers, writers, migrate, patience, .. } = config.database;
    Options { queue, readers, writers, migrate, patience: Duration::from_secs(patience), ..Options::default() }
}
