//! What each row of the table takes and gives.

use super::Row;
use crate::web::api::oauth::{clients, global_clients, tokens};
use crate::web::api::page::words;
use crate::web::api::table::Verb;
use crate::web::api::{audit_logs, users};

/// What one row takes and gives.
#[derive(Debug)]
pub struct Operation {
    method: Verb,
    path: &'static str,
    /// What it does.
    pub summary: &'static str,
    /// The schema of its body.
    pub takes: Option<&'static str>,
    /// The schema of what it answers.
    pub gives: Option<&'static str>,
    /// The statuses that it answers with.
    pub status: &'static [u16],
    /// The parameters of its query, beside those of pages.
    pub query: &'static [&'static str],
    /// By what its list can be sorted, if it answers in pages.
    pub sorts: Option<fn() -> Vec<&'static str>>,
}

/// What `row` takes and gives.
pub fn operation(row: &Row) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.method == row.method && operation.path == row.path)
}

/// What says which page, and in which order.
pub(super) const PAGES: &[&str] =
    &["page[size]", "page[after]", "page[before]", "sort", "page", "per_page", "sort_by", "sort_order"];

const fn look(
    path: &'static str,
    summary: &'static str,
    gives: &'static str,
    query: &'static [&'static str],
) -> Operation {
    Operation { method: Verb::Get, path, summary, takes: None, gives: Some(gives), status: &[200], query, sorts: None }
}

const fn list(
    path: &'static str,
    summary: &'static str,
    gives: &'static str,
    query: &'static [&'static str],
    sorts: fn() -> Vec<&'static str>,
) -> Operation {
    Operation { sorts: Some(sorts), ..look(path, summary, gives, query) }
}

const fn change(
    method: Verb,
    path: &'static str,
    summary: &'static str,
    takes: &'static str,
    gives: &'static str,
    status: &'static [u16],
) -> Operation {
    Operation { method, path, summary, takes: Some(takes), gives: Some(gives), status, query: &[], sorts: None }
}

const fn end(path: &'static str, summary: &'static str) -> Operation {
    Operation { method: Verb::Delete, path, summary, takes: None, gives: None, status: &[204], query: &[], sorts: None }
}

/// A file of the log that answers a request by `method` with `status`.
const fn export(method: Verb, summary: &'static str, status: &'static [u16]) -> Operation {
    Operation {
        method,
        path: "audit_logs/export",
        summary,
        takes: None,
        gives: None,
        status,
        query: AUDIT,
        sorts: None,
    }
}

const TOKENS: &[&str] = &["client_id", "global_client_id", "all", "include_expired"];
const USERS: &[&str] = &["role", "role[]", "external_id", "query"];
const AUDIT: &[&str] = &[
    "filter[source_type]",
    "filter[source_type][]",
    "filter[source_id]",
    "filter[actor_id]",
    "filter[ip_address]",
    "filter[created_at]",
    "filter[created_at][]",
    "filter[action]",
    "filter[action][]",
];
static OPERATIONS: [Operation; 39] = [
    list("oauth/clients", "List the clients of the account", "Clients", &[], || words(clients::ORDERS)),
    change(Verb::Post, "oauth/clients", "Register a client", "NewClientBody", "ClientAnswer", &[201]),
    look("oauth/clients/{id}", "Show a client", "ClientAnswer", &[]),
    change(Verb::Put, "oauth/clients/{id}", "Change a client", "ClientBody", "ClientAnswer", &[200]),
    end("oauth/clients/{id}", "Delete a client for good, and every token of it"),
    change(
        Verb::Put,
        "oauth/clients/{id}/generate_secret",
        "Give a client a new secret",
        "SecretBody",
        "ClientAnswer",
        &[200],
    ),
    Operation {
        method: Verb::Post,
        path: "oauth/clients/{id}/proposal",
        summary: "Propose a client to the operator for every account",
        takes: None,
        gives: Some("ClientAnswer"),
        status: &[201],
        query: &[],
        sorts: None,
    },
    end("oauth/clients/{id}/proposal", "Withdraw the proposal of a client"),
    list("users/me/oauth/clients", "List the clients that the caller registered", "Clients", &[], || {
        words(clients::ORDERS)
    }),
    list("oauth/tokens", "List tokens that are not over", "Tokens", TOKENS, || words(tokens::ORDERS)),
    change(Verb::Post, "oauth/tokens", "Make a token without a flow", "TokenBody", "TokenAnswer", &[201]),
    look("oauth/tokens/current", "Show the token that was presented", "TokenAnswer", &[]),
    end("oauth/tokens/current", "End the token that was presented"),
    look("oauth/tokens/{id}", "Show a token", "TokenAnswer", &[]),
    end("oauth/tokens/{id}", "End a token, and what belongs to it"),
    list(
        "oauth/global_clients",
        "List clients of the platform that this account has to do with",
        "GlobalClients",
        &["all"],
        || words(global_clients::ORDERS),
    ),
    look(
        "oauth/global_clients/token_summary",
        "Count the tokens of clients of the platform",
        "TokenSummary",
        &["global_client_id", "include_expired"],
    ),
    look("oauth/global_clients/{id}", "Show a client of the platform", "GlobalClientAnswer", &[]),
    change(
        Verb::Put,
        "oauth/global_clients/{id}",
        "Shut a client of the platform out, or let it act by itself",
        "GlobalClientBody",
        "GlobalClientAnswer",
        &[200],
    ),
    look("users/me", "Show who calls", "UserAnswer", &["access_token"]),
    list("users", "List the people of the account", "Users", USERS, || words(users::ORDERS)),
    change(Verb::Post, "users", "Make a user", "NewUserBody", "UserAnswer", &[201]),
    change(
        Verb::Post,
        "users/create_or_update",
        "Make a user what the vendor's own system says",
        "KnownUserBody",
        "UserAnswer",
        &[200, 201],
    ),
    look("users/{id}", "Show a user", "UserAnswer", &[]),
    change(Verb::Put, "users/{id}", "Change a user", "UserBody", "UserAnswer", &[200]),
    look("account/settings", "Show the settings of the account", "SettingsAnswer", &[]),
    change(
        Verb::Put,
        "account/settings",
        "Change the settings of the account",
        "SettingsBody",
        "SettingsAnswer",
        &[200],
    ),
    list("audit_logs", "List what happened", "AuditLogs", AUDIT, || words(audit_logs::ORDERS)),
    look("audit_logs/{id}", "Show something that happened", "AuditLogAnswer", &[]),
    export(Verb::Get, "Take the log out as a file", &[200]),
    export(Verb::Post, "Take the log out as a file, as existing clients ask for it", &[202]),
    look("api_tokens", "List the API tokens of the account", "ApiTokens", &["include_users"]),
    change(Verb::Post, "api_tokens", "Make an API token", "ApiTokenBody", "ApiTokenAnswer", &[201]),
    look("api_tokens/usage", "Say who still uses what", "ApiTokenUses", &["days", "idle_days"]),
    change(
        Verb::Post,
        "api_tokens/current/replacement",
        "Take a client and an access token for the API token that was presented",
        "ReplacementBody",
        "ReplacementAnswer",
        &[201],
    ),
    look("api_tokens/{id}/usage", "Say who uses an API token", "ApiTokenUseAnswer", &["days"]),
    look("api_tokens/{id}", "Show an API token", "ApiTokenAnswer", &[]),
    change(Verb::Put, "api_tokens/{id}", "Change an API token", "ApiTokenBody", "ApiTokenAnswer", &[200]),
    end("api_tokens/{id}", "Delete an API token that is not active"),
];
