//! The lines of an import: what each may say, and what is done with it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::fields::{Flag, Number, Texts, Time};
use crate::audit::Stamp;
use crate::authorizations::consent::{self, Consent};
use crate::clients::{self, Client, ClientId, ClientKey, Kind, SecretId};
use crate::clock::Moment;
use crate::protocol::json::Unambiguous;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Flaw, Problem, Refused};
use crate::sidecar::token::{self, ApiTokenId};
use crate::storage::{Db, Tx};
use crate::tenants::TenantId;
use crate::tenants::imports::{Brought, Import};
use crate::tokens;
use crate::users::{self, Provisioned, Role, UserId, Wanted};
use crate::web::operator::told;

/// What a line is brought with.
pub(super) struct Bringing<'a> {
    pub(super) tenant: TenantId,
    pub(super) import: Option<&'a Import>,
    pub(super) catalogue: &'a Catalogue,
    pub(super) ids: &'a [i64],
    pub(super) stamp: &'a Stamp,
}

/// A line.
#[derive(Clone)]
pub(super) enum Line {
    Person(User),
    User(User),
    Client(Box<ClientLine>),
    Consent(ConsentLine),
    Token(TokenLine),
    ApiToken(ApiTokenLine),
}

/// What the vendor's own system says of somebody.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct User {
    external_id: Option<String>,
    email: Option<String>,
    name: Option<String>,
    role: Option<Role>,
    verified: Option<Flag>,
    suspended: Option<Flag>,
    locale: Option<String>,
    time_zone: Option<String>,
}

/// An application.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClientLine {
    identifier: String,
    name: Option<String>,
    company: Option<String>,
    description: Option<String>,
    kind: Option<String>,
    redirect_uris: Option<Texts>,
    allowed_scopes: Option<Texts>,
    secret_digest: Option<String>,
    second_secret_digest: Option<String>,
    owner: Option<String>,
    service_account: Option<String>,
    access_token_lifetime: Option<Number>,
    refresh_token_lifetime: Option<Number>,
    access_token_never_expires: Option<Flag>,
    active: Option<Flag>,
    created_at: Option<Time>,
}

/// What somebody has allowed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentLine {
    user: String,
    client: String,
    redirect_uri: String,
    scopes: Texts,
    created_at: Option<Time>,
}

/// A token or a pair that is alive.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenLine {
    access_digest: Option<String>,
    refresh_digest: Option<String>,
    client: String,
    user: String,
    scopes: Texts,
    created_at: Option<Time>,
    expires_at: Option<Time>,
    refresh_expires_at: Option<Time>,
}

/// A legacy API token.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApiTokenLine {
    digest: String,
    hint: Option<String>,
    description: Option<String>,
    active: Option<Flag>,
    assigned_user: Option<String>,
    scopes: Option<Texts>,
    allowed_ips: Option<Texts>,
    expires_at: Option<Time>,
    created_at: Option<Time>,
    last_used_at: Option<Time>,
}

impl Line {
    /// The line of `what` that `text` is.
    pub(super) fn read(what: &str, text: &[u8]) -> Result<Self, String> {
        fn of<T: DeserializeOwned>(text: &[u8]) -> Result<T, String> {
            let Unambiguous(line) = serde_json::from_slice(text).map_err(|error| error.to_string())?;
            told::read(line)
        }
        match what {
            "" => of(text).map(Self::Person),
            "users" => of(text).map(Self::User),
            "clients" => of(text).map(|line| Self::Client(Box::new(line))),
            "consents" => of(text).map(Self::Consent),
            "tokens" => of(text).map(Self::Token),
            "api-tokens" => of(text).map(Self::ApiToken),
            _ => Err(format!("{what:?} cannot be imported: users, clients, consents, tokens and api-tokens can")),
        }
    }

    /// Brings it.
    pub(super) fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        match self {
            Self::Person(line) => line.provision(tx, to),
            Self::User(line) => line.bring(tx, to),
            Self::Client(line) => line.bring(tx, to),
            Self::Consent(line) => line.bring(tx, to),
            Self::Token(line) => line.bring(tx, to),
            Self::ApiToken(line) => line.bring(tx, to),
        }
    }
}

impl User {
    fn wanted(&self) -> Wanted {
        let Self { external_id, email, name, role, verified, suspended, locale, time_zone } = self.clone();
        let (verified, suspended) = (verified.map(|flag| flag.0), suspended.map(|flag| flag.0));
        let change = users::Change { email, name, role, verified, suspended, external_id, locale, time_zone };
        Wanted { change, vouched: true }
    }

    fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        users::import(tx, to.tenant, UserId::new(to.ids[0]), &self.wanted(), to.stamp)
    }

    fn provision(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        let (done, _) = users::provision(tx, to.tenant, UserId::new(to.ids[0]), &self.wanted(), to.stamp)?;
        Ok(match done {
            Provisioned::Created => Brought::Created,
            Provisioned::Updated => Brought::Updated,
            Provisioned::Unchanged => Brought::Unchanged,
        })
    }
}

impl ClientLine {
    fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        let foreign = clients::Foreign {
            identifier: self.identifier.clone(),
            secrets: [&self.secret_digest, &self.second_secret_digest].into_iter().flatten().cloned().collect(),
            created_at: moment(self.created_at),
            change: self.change(tx.db, to.tenant)?,
        };
        let key = ClientKey { tenant: to.tenant, id: ClientId::new(to.ids[0]) };
        let ids = [to.ids[1], to.ids[2]].map(SecretId::new);
        clients::import(tx, key, &foreign, ids, to.catalogue, to.stamp)
    }

    fn change(&self, db: &mut Db, tenant: TenantId) -> Result<clients::Change, Refused> {
        let known =
            |word: &String| Kind::parse(word).ok_or_else(|| Problem::invalid("kind", "is public or confidential"));
        let mut person =
            |field, named: &Option<String>| named.as_deref().map(|named| person(db, tenant, field, named)).transpose();
        Ok(clients::Change {
            owner: person("owner", &self.owner)?.map(|user| Some(user.id)),
            service_account: person("service_account", &self.service_account)?.map(|user| Some(user.id)),
            name: self.name.clone(),
            company: self.company.clone(),
            description: self.description.clone(),
            kind: self.kind.as_ref().map(known).transpose()?,
            redirect_uris: self.redirect_uris.clone().map(|texts| texts.0),
            allowed_scopes: self.allowed_scopes.as_ref().map(|words| words.0.join(" ")),
            access_token_lifetime: self.access_token_lifetime.map(|number| Some(number.0)),
            refresh_token_lifetime: self.refresh_token_lifetime.map(|number| Some(number.0)),
            access_token_never_expires: self.access_token_never_expires.map(|flag| flag.0),
            active: self.active.map(|flag| flag.0),
            ..clients::Change::default()
        })
    }
}

impl ConsentLine {
    fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        let client = client(tx.db, to.tenant, &self.client)?;
        let created_at = self.created_at.map_or(to.stamp.at, |time| time.0);
        let consent = Consent {
            tenant: to.tenant,
            user: person(tx.db, to.tenant, "user", &self.user)?.id,
            client: client.key,
            redirect_uri: self.redirect_uri.clone(),
            scopes: scopes(&self.scopes)?,
            created_at,
            updated_at: created_at,
        };
        consent::import(tx, &consent, to.catalogue)
    }
}

impl TokenLine {
    fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        let foreign = tokens::import::Foreign {
            access_digest: self.access_digest.clone(),
            refresh_digest: self.refresh_digest.clone(),
            client: client(tx.db, to.tenant, &self.client)?,
            user: person(tx.db, to.tenant, "user", &self.user)?,
            scopes: scopes(&self.scopes)?,
            created_at: moment(self.created_at),
            expires_at: moment(self.expires_at),
            refresh_expires_at: moment(self.refresh_expires_at),
        };
        let ids = [to.ids[0], to.ids[1], to.ids[2]];
        tokens::import::import(tx, to.tenant, ids, &foreign, to.how()?, to.catalogue, to.stamp)
    }
}

impl ApiTokenLine {
    fn bring(&self, tx: &mut Tx<'_>, to: &Bringing<'_>) -> Result<Brought, Refused> {
        let assigned = self.assigned_user.as_deref().filter(|named| !named.is_empty());
        let user = assigned.map(|named| person(tx.db, to.tenant, "assigned_user", named)).transpose()?;
        let change = token::Change {
            description: self.description.clone(),
            assigned_user: user.map(|user| Some(user.id)),
            scopes: self.scopes.as_ref().map(|words| words.0.join(" ")),
            allowed_ips: self.allowed_ips.clone().map(|nets| nets.0),
            expires_at: moment(self.expires_at).map(Some),
            active: self.active.map(|flag| flag.0),
        };
        let foreign = token::Foreign {
            digest: self.digest.clone(),
            hint: self.hint.clone().unwrap_or_default(),
            created_at: moment(self.created_at),
            last_used_at: moment(self.last_used_at),
            change,
        };
        let key = (to.tenant, ApiTokenId::new(to.ids[0]));
        token::import(tx, key, &foreign, to.how()?, to.catalogue, to.stamp)
    }
}

impl<'a> Bringing<'a> {
    fn how(&self) -> Result<&'a Import, Problem> {
        self.import.ok_or_else(|| Problem::new("import", Flaw::Blank, "say first how the digests were made"))
    }
}

fn moment(time: Option<Time>) -> Option<Moment> {
    time.map(|time| time.0)
}

fn scopes(words: &Texts) -> Result<Scope, Problem> {
    words.0.join(" ").parse().map_err(|_| Problem::invalid("scopes", "give words with a space between them"))
}

fn person(db: &mut Db, tenant: TenantId, field: &'static str, named: &str) -> Result<users::User, Refused> {
    match users::show(db, tenant, named) {
        Err(Refused::Unknown(_)) => Err(Problem::invalid(field, format!("there is no user {named:?}")).into()),
        found => found,
    }
}

/// The tenant's own client with this identifier, or a global one.
fn client(db: &mut Db, tenant: TenantId, identifier: &str) -> Result<Client, Refused> {
    let found = clients::store::by_identifier(db, tenant, identifier)?;
    found.ok_or_else(|| Problem::invalid("client", format!("there is no client {identifier:?}")).into())
}
