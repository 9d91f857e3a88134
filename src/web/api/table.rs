//! Every address of the API, and who may call it: the one place that says so.
//!
//! A row is declared once; the router, the guard, the description in OpenAPI and the test that walks every row with
//! every role and scope all read it here. Attributes on handlers were refused: nobody reads forty files to see what an
//! agent may do.

use actix_web::Route;
use actix_web::http::Method;
use actix_web::web::to;

use super::oauth::{clients, global_clients, proposals, tokens};
use super::{account, api_token_usage, api_tokens, audit_logs, replacement, users};
use crate::users::Role;

/// One address with one method.
pub struct Row {
    /// The method.
    pub method: Verb,
    /// The path behind `/api/v2/`, without `.json`.
    pub path: &'static str,
    /// The lowest role that may call it; none: whoever comes without credentials, too.
    pub lowest: Option<Role>,
    /// What an access token needs.
    pub needs: Needs,
    pub(super) serve: fn() -> Route,
}

/// The methods of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET: look.
    Get,
    /// POST: make.
    Post,
    /// PUT: change.
    Put,
    /// DELETE: end.
    Delete,
}

/// What an access token needs beside the role of its user. A session needs nothing more, but a proof that the request
/// comes from this account's own pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it is about the presented token itself.
    Nothing,
    /// To read this resource: `read`, or the resource's own word.
    Read(&'static str),
    /// To mint or change power: `credentials:write`, and not `write`.
    Credentials,
    /// Nothing if the path names the presented token itself; otherwise to read credentials.
    OwnOrRead,
    /// Nothing if the path names the presented token itself; otherwise `credentials:write`.
    OwnOrCredentials,
}

use Needs::{Credentials, Nothing, OwnOrCredentials, OwnOrRead, Read};
use Role::{Admin, Agent, EndUser};
use Verb::{Delete, Get, Post, Put};

/// The resource of clients and tokens.
const CREDENTIALS: &str = "credentials";

/// The table.
pub static TABLE: &[Row] = &[
    // Applications of the account.
    row(Get, "oauth/clients", Some(Admin), Read(CREDENTIALS), || to(clients::list)),
    row(Post, "oauth/clients", Some(Admin), Credentials, || to(clients::create)),
    row(Get, "oauth/clients/{id}", Some(Admin), Read(CREDENTIALS), || to(clients::show)),
    row(Put, "oauth/clients/{id}", Some(Admin), Credentials, || to(clients::update)),
    row(Delete, "oauth/clients/{id}", Some(Admin), Credentials, || to(clients::delete)),
    row(Put, "oauth/clients/{id}/generate_secret", Some(Admin), Credentials, || to(clients::generate_secret)),
    row(Post, "oauth/clients/{id}/proposal", Some(Admin), Credentials, || to(proposals::create)),
    row(Delete, "oauth/clients/{id}/proposal", Some(Admin), Credentials, || to(proposals::delete)),
    row(Get, "users/me/oauth/clients", Some(Admin), Read(CREDENTIALS), || to(clients::own)),
    // What was issued to them; everybody has to do with their own.
    row(Get, "oauth/tokens", Some(Admin), Read(CREDENTIALS), || to(tokens::list)),
    row(Post, "oauth/tokens", Some(Admin), Credentials, || to(tokens::create)),
    row(Get, "oauth/tokens/current", Some(EndUser), Nothing, || to(tokens::current)),
    row(Delete, "oauth/tokens/current", Some(EndUser), Nothing, || to(tokens::revoke_current)),
    row(Get, "oauth/tokens/{id}", Some(EndUser), OwnOrRead, || to(tokens::show)),
    row(Delete, "oauth/tokens/{id}", Some(EndUser), OwnOrCredentials, || to(tokens::revoke)),
    // Applications of the platform.
    row(Get, "oauth/global_clients", Some(Admin), Read(CREDENTIALS), || to(global_clients::list)),
    row(Get, "oauth/global_clients/token_summary", Some(Admin), Read(CREDENTIALS), || {
        to(global_clients::token_summary)
    }),
    row(Get, "oauth/global_clients/{id}", Some(Admin), Read(CREDENTIALS), || to(global_clients::show)),
    row(Put, "oauth/global_clients/{id}", Some(Admin), Credentials, || to(global_clients::decide)),
    // What happened.
    row(Get, "audit_logs", Some(Admin), Read("auditlogs"), || to(audit_logs::list)),
    row(Get, "audit_logs/{id}", Some(Admin), Read("auditlogs"), || to(audit_logs::show)),
    row(Get, "audit_logs/export", Some(Admin), Read("auditlogs"), || to(audit_logs::export)),
    row(Post, "audit_logs/export", Some(Admin), Read("auditlogs"), || to(audit_logs::export_later)),
    // API tokens of the account.
    row(Get, "api_tokens", Some(Admin), Read(CREDENTIALS), || to(api_tokens::list)),
    row(Post, "api_tokens", Some(Admin), Credentials, || to(api_tokens::create)),
    row(Get, "api_tokens/usage", Some(Admin), Read(CREDENTIALS), || to(api_token_usage::of_all)),
    row(Post, "api_tokens/current/replacement", Some(EndUser), Nothing, || to(replacement::create)),
    row(Get, "api_tokens/{id}/usage", Some(Admin), Read(CREDENTIALS), || to(api_token_usage::of_one)),
    row(Get, "api_tokens/{id}", Some(Admin), Read(CREDENTIALS), || to(api_tokens::show)),
    row(Put, "api_tokens/{id}", Some(Admin), Credentials, || to(api_tokens::update)),
    row(Delete, "api_tokens/{id}", Some(Admin), Credentials, || to(api_tokens::delete)),
    // People.
    row(Get, "users/me", None, Read("users"), || to(users::me)),
    row(Get, "users", Some(Agent), Read("users"), || to(users::list)),
    row(Post, "users", Some(Admin), Credentials, || to(users::create)),
    row(Post, "users/create_or_update", Some(Admin), Credentials, || to(users::create_or_update)),
    row(Get, "users/{id}", Some(Agent), Read("users"), || to(users::show)),
    row(Put, "users/{id}", Some(Admin), Credentials, || to(users::update)),
    // The account.
    row(Get, "account/settings", Some(Agent), Read("account_settings"), || to(account::show)),
    row(Put, "account/settings", Some(Admin), Credentials, || to(account::update)),
];

const fn row(method: Verb, path: &'static str, lowest: Option<Role>, needs: Needs, serve: fn() -> Route) -> Row {
    Row { method, path, lowest, needs, serve }
}

impl Row {
    /// Whether a token in the query string counts: existing clients ask for their user that way, once.
    pub fn takes_query_token(&self) -> bool {
        self.method == Get && self.path == "users/me"
    }

    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        self.method != Get
    }
}

impl Verb {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }

    /// What an `Allow` header says of it.
    pub(super) const fn allowed(self) -> &'static str {
        match self {
            Self::Get => "GET, HEAD",
            other => other.as_str(),
        }
    }
}

impl From<Verb> for Method {
    fn from(verb: Verb) -> Self {
        match verb {
            Get => Self::GET,
            Post => Self::POST,
            Put => Self::PUT,
            Delete => Self::DELETE,
        }
    }
}
