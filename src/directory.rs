//! Who and what is known, by the names that requests use: the look-ups of the hot paths.
//!
//! Each entry depends on its tenant's epoch, so any change of a tenant, its clients, users or resource
//! servers makes all of them be read anew; a single token can be forgotten by its digest.

use std::sync::Arc;

use crate::clients::{self, Client, ClientKey};
use crate::resource_servers::{self, ResourceServer};
use crate::sidecar::{
    self,
    lookup::{ApiTokenState, Person},
};
use crate::storage::{self, Db, Key, Loaded, Lookup, Storage};
use crate::tenants::imports::{self, Import};
use crate::tenants::{self, Standard, Tenant, TenantId};
use crate::tokens::{TokenClient, TokenKey, TokenRecord, TokenUser, lookup};
use crate::users::{self, User};

/// A tenant's number (0: the platform's) and an identifier at it.
pub type Named = (i64, String);

impl Key for (i64, ClientKey) {
    fn tenant(&self) -> Option<i64> {
        Some(self.0)
    }
}

/// What a loader found, by key.
type Found<K, V> = storage::Result<Vec<(K, Loaded<V>)>>;

/// The look-ups.
pub struct Directory {
    /// Tenants by subdomain, their settings [completed](tenants::Settings::completed).
    pub tenants: Lookup<String, Tenant>,
    /// Clients by tenant and identifier, as that tenant sees them.
    pub clients: Lookup<Named, Client>,
    /// Resource servers by tenant (0: the platform) and identifier.
    pub resource_servers: Lookup<Named, ResourceServer>,
    /// Clients that may hold tokens at a tenant, by that tenant's number and their own.
    pub holders: Lookup<(i64, ClientKey), TokenClient>,
    /// Access tokens by tenant and digest.
    pub tokens: Lookup<TokenKey, TokenRecord>,
    /// API tokens by tenant and digest.
    pub api_tokens: Lookup<TokenKey, ApiTokenState>,
    /// How each tenant's imported digests were made, with the fingerprints of their keys.
    pub imports: Lookup<i64, Vec<(Import, String)>>,
    /// People by tenant and e-mail address, as it is compared.
    pub people: Lookup<Named, Person>,
    /// People who may act, by tenant and number.
    pub actors: Lookup<(i64, i64), TokenUser>,
}

/// Entries kept of each kind but tokens and people, whose number is configured; of people no fewer.
const ENTRIES: usize = 50_000;

impl Directory {
    /// The look-ups of `storage`, keeping up to `tokens` tokens; tenants come with `standard` where they have not
    /// decided themselves.
    pub fn new(storage: &Storage, tokens: usize, standard: Standard) -> Self {
        let people = tokens.max(ENTRIES);
        Self {
            tenants: storage.lookup(ENTRIES, move |db, subdomains| load_tenants(db, subdomains, &standard)),
            clients: storage.lookup(ENTRIES, load_clients),
            resource_servers: storage.lookup(ENTRIES, load_resource_servers),
            holders: storage.lookup(ENTRIES, load_holders),
            tokens: storage.lookup_of_tokens(tokens, lookup::store::loader()),
            api_tokens: storage.lookup_of_tokens(tokens, sidecar::lookup::store::load),
            imports: storage.lookup(ENTRIES, load_imports),
            people: storage.lookup(people, load_people),
            actors: storage.lookup(people, load_actors),
        }
    }
}

fn load_tenants(db: &mut Db, subdomains: &[String], standard: &Standard) -> Found<String, Tenant> {
    let found = tenants::store::by_subdomains(db, subdomains)?.into_iter().map(|tenant| {
        let tenant = Tenant { settings: tenant.settings.completed(standard), ..tenant };
        (tenant.subdomain.clone(), Loaded { tenant: tenant.id.number(), value: Arc::new(tenant) })
    });
    Ok(found.collect())
}

fn load_clients(db: &mut Db, keys: &[Named]) -> Found<Named, Client> {
    each(keys, |(tenant, identifier)| {
        let found = clients::store::by_identifier(db, TenantId::new(*tenant), identifier)?;
        Ok(found.map(|client| Loaded { tenant: *tenant, value: Arc::new(client) }))
    })
}

fn load_holders(db: &mut Db, keys: &[(i64, ClientKey)]) -> Found<(i64, ClientKey), TokenClient> {
    each(keys, |(tenant, key)| {
        let found = clients::store::by_key(db, TenantId::new(*tenant), *key)?.filter(Client::is_live);
        Ok(found.map(|client| Loaded { tenant: *tenant, value: Arc::new(TokenClient::from(&client)) }))
    })
}

fn load_resource_servers(db: &mut Db, keys: &[Named]) -> Found<Named, ResourceServer> {
    each(keys, |(tenant, identifier)| {
        let found = resource_servers::store::by_identifier(db, TenantId::new(*tenant), identifier)?;
        Ok(found.map(|server| Loaded { tenant: *tenant, value: Arc::new(server) }))
    })
}

/// A tenant without any is found, too, so that it is remembered.
fn load_imports(db: &mut Db, tenants: &[i64]) -> Found<i64, Vec<(Import, String)>> {
    each(tenants, |tenant| {
        let all = imports::store::all(db, TenantId::new(*tenant))?;
        Ok(Some(Loaded { tenant: *tenant, value: Arc::new(all) }))
    })
}

fn load_people(db: &mut Db, keys: &[Named]) -> Found<Named, Person> {
    each(keys, |(tenant, email)| {
        let found = users::store::by_email(db, TenantId::new(*tenant), email)?.and_then(Person::of);
        Ok(found.map(|person| Loaded { tenant: *tenant, value: Arc::new(person) }))
    })
}

fn load_actors(db: &mut Db, keys: &[(i64, i64)]) -> Found<(i64, i64), TokenUser> {
    let acting = users::store::by_keys(db, keys)?.into_iter().filter(User::may_act);
    let found = |user: User| {
        let (tenant, id) = (user.tenant.number(), user.id.number());
        ((tenant, id), Loaded { tenant, value: Arc::new(user.into()) })
    };
    Ok(acting.map(found).collect())
}

/// Loads key by key: a client is more than one row, and rarely do two of them wait at the same time.
fn each<K: Clone, V>(keys: &[K], mut load: impl FnMut(&K) -> storage::Result<Option<Loaded<V>>>) -> Found<K, V> {
    let mut found = Vec::with_capacity(keys.len());
    for key in keys {
        if let Some(loaded) = load(key)? {
            found.push((key.clone(), loaded));
        }
    }
    Ok(found)
}
