//! Who lives in the demo: two accounts, their people, and what is registered there.

use serde_json::{Value, json};

use crate::server::CALLBACK;

/// The password of everybody who signs in. Everyone knows it, so the demo listens on loopback only.
pub(super) const PASSWORD: &str = "only-for-the-demo";

/// Where the third-party application among the examples is served.
pub(super) const EXAMPLE: &str = "http://127.0.0.1:8091";

/// The demo's own application.
pub(super) const APPLICATION: &str = "invoice_sync";
/// An application on a person's device: a public client.
pub(super) const NATIVE: &str = "desk_buddy";
/// An application without a person: it acts as its service account.
pub(super) const MACHINE: &str = "nightly_export";
/// An API that introspects.
pub(super) const API: &str = "tickets_api";

/// A customer account.
pub(super) struct Account {
    pub subdomain: &'static str,
    pub name: &'static str,
    pub admin: Person,
    pub agent: Person,
}

/// Somebody in it.
pub(super) struct Person {
    pub name: &'static str,
    pub email: &'static str,
}

/// The accounts.
pub(super) const ACCOUNTS: [Account; 2] = [
    Account {
        subdomain: "acme",
        name: "Acme",
        admin: Person { name: "Grace Hopper", email: "grace@acme.example" },
        agent: Person { name: "Ada Byron", email: "ada@acme.example" },
    },
    Account {
        subdomain: "globex",
        name: "Globex",
        admin: Person { name: "Katherine Johnson", email: "katherine@globex.example" },
        agent: Person { name: "Alan Turing", email: "alan@globex.example" },
    },
];

impl Account {
    /// Who can sign in, with their roles.
    pub(super) fn people(&self) -> [(&Person, &'static str); 2] {
        [(&self.agent, "agent"), (&self.admin, "admin")]
    }

    /// Whom the machine client acts as; nobody signs in as that.
    pub(super) fn service_account(&self) -> String {
        format!("{MACHINE}@{}.example", self.subdomain)
    }

    /// The account, as the operator API takes it.
    pub(super) fn body(&self) -> Value {
        json!({ "subdomain": self.subdomain, "name": self.name, "oauth_access": true, "api_token_access": true })
    }

    /// The users, as the operator API takes them.
    pub(super) fn users(&self) -> Vec<Value> {
        let person = |(person, role): (&Person, &str)| json!({ "email": person.email, "name": person.name, "role": role, "password": PASSWORD });
        let mut users: Vec<Value> = self.people().into_iter().map(person).collect();
        users.push(json!({ "email": self.service_account(), "name": "Nightly export", "role": "agent" }));
        users
    }

    /// The clients, as the operator API takes them; `application` is the address of the demo's application.
    pub(super) fn clients(&self, application: &str) -> [Value; 3] {
        let owner = self.admin.email;
        [
            json!({
                "identifier": APPLICATION,
                "name": "Invoice Sync",
                "company": "Northwind",
                "description": "Turns tickets into invoices.",
                "owner": owner,
                "redirect_uris": [format!("{application}{CALLBACK}"), format!("{EXAMPLE}{CALLBACK}")],
            }),
            json!({
                "identifier": NATIVE,
                "name": "Desk Buddy",
                "company": "Northwind",
                "description": "Shows your tickets on your desktop.",
                "owner": owner,
                "kind": "public",
                "redirect_uris": [format!("http://127.0.0.1{CALLBACK}")],
            }),
            json!({
                "identifier": MACHINE,
                "name": "Nightly Export",
                "description": "Copies tickets to the warehouse.",
                "owner": owner,
                "allowed_scopes": "read",
                "service_account": self.service_account(),
            }),
        ]
    }

    /// The resource server, as the operator API takes it.
    pub(super) fn api(&self) -> Value {
        json!({ "identifier": API, "name": "Tickets API" })
    }
}
