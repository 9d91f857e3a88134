//! What holds where nobody said anything: a server for this machine, with the contract's limits.

use std::net::SocketAddr;

use super::{
    Config, Database, Lifetimes, Limits, Log, LogFormat, Operators, PublicUrl, Retention, Sidecar, Surfaces, Vendor,
    Webhooks,
};
use crate::storage::DatabaseUrl;

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: PublicUrl::default(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            workers: None,
            trusted_proxies: Vec::new(),
            scopes: Vec::new(),
            token_prefix: "grantor".into(),
            shutdown_grace: 30,
            seal_key: None,
            database: Database::default(),
            tls: None,
            operators: Operators::default(),
            surfaces: Surfaces::default(),
            sidecar: Sidecar::default(),
            webhooks: Webhooks::default(),
            log: Log::default(),
            limits: Limits::default(),
            lifetimes: Lifetimes::default(),
            vendor: Vendor::default(),
            retention: Retention::default(),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        let url = DatabaseUrl::Sqlite("grantor.db".into());
        Self { url, readers: 4, writers: 4, queue: 4_096, cache: 100_000, patience: 10, migrate: true }
    }
}

impl Default for Surfaces {
    fn default() -> Self {
        Self { oauth: true, api: true, admin: true, pages: true, sidecar: true }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: "info".into() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in_per_account: 10,
            sign_in_per_address: 100,
            client_authentication: 30,
            api_token_per_email: 10,
            api_token_per_address: 100,
            password_hashes: 2,
            password_queue: 64,
        }
    }
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { access_token: 1_800, refresh_token: 2_592_000, session: 28_800 }
    }
}

impl Default for Vendor {
    fn default() -> Self {
        Self { name: "Grantor".into(), support_url: None, privacy_url: None, terms_url: None }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { tokens_days: 30, codes_days: 30, sign_ins_days: 30, audit_days: None }
    }
}
