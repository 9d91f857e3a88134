//! `grantor client …`

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::logo::Logo;
use super::operator::{Operator, encoded};
use super::output::Output;
use super::tenant::{self, Switch, nothing_to_change};
use crate::logos::Room;

/// Third-party applications. Instead of a tenant, @platform means those that every tenant has.
#[derive(Debug, Subcommand)]
pub(super) enum Client {
    /// Register a client. Its secret, if it can keep one, is shown now and never again.
    Create {
        /// The tenant's subdomain, or @platform.
        tenant: String,
        /// What the application sends as client_id; with @platform it begins with zdg-, of a tenant it does not.
        identifier: String,
        #[command(flatten)]
        fields: Box<Fields>,
    },
    /// List clients, the oldest first.
    List {
        /// The tenant's subdomain, or @platform.
        tenant: String,
    },
    /// Show one client.
    Show(Which),
    /// Change a client.
    Set {
        #[command(flatten)]
        which: Which,
        /// Whether it works at all; its tokens follow at once.
        #[arg(long, value_enum, value_name = "SWITCH")]
        active: Option<Switch>,
        #[command(flatten)]
        fields: Box<Fields>,
        #[command(flatten)]
        logo: Logo,
    },
    /// Give a client a new secret, shown now and never again.
    RotateSecret {
        #[command(flatten)]
        which: Which,
        /// Seconds for which the secret before stays good, 604800 at most.
        #[arg(long, default_value_t = 0, value_name = "SECONDS")]
        overlap: i64,
    },
    /// List the clients that their accounts propose for all accounts, the oldest first: all that would be promoted.
    Proposals,
    /// Make a client of an account one for all of them: a new client of the platform beside it, which is shown. Its
    /// secret, if it can keep one, is shown now and never again.
    Promote {
        #[command(flatten)]
        which: Which,
        /// What you looked at, as `grantor client proposals` or `show` says it: whatever was changed since is refused.
        /// Without it nothing is promoted, and the client is shown.
        #[arg(long)]
        revision: Option<String>,
        /// Promote it although nobody proposes it.
        #[arg(long)]
        unasked: bool,
        /// What applications send as client_id everywhere (default: the identifier behind zdg-).
        #[arg(long = "as", value_name = "IDENTIFIER")]
        identifier_everywhere: Option<String>,
    },
    /// Decline what an account proposes.
    Decline {
        #[command(flatten)]
        which: Which,
        /// Why; the account's admins read it on the client's page.
        #[arg(long)]
        reason: String,
    },
    /// Delete a client for good: its tokens end, its identifier is never used again.
    Delete(Which),
}

/// One client or resource server.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The tenant's subdomain, or @platform.
    tenant: String,
    /// Its identifier.
    identifier: String,
}

impl Which {
    /// Where the operator API has it, among the `kind` of its owner.
    pub(super) fn path(&self, kind: &str) -> String {
        format!("{}/{}", all(&self.tenant, kind), encoded(&self.identifier))
    }

    /// Why nobody promotes it without saying what they looked at: `client`, as it was shown now.
    fn look_first(&self, client: &Value) -> Failure {
        let Some(revision) = client.get("revision").and_then(Value::as_str) else {
            return Failure::new("invalid", "Nothing was promoted: this is one for all accounts already.");
        };
        let next = format!("grantor client promote {} {} --revision {revision}", self.tenant, self.identifier);
        let says = "Nothing was promoted: look at what it is first.";
        Failure::new("revision_missing", says)
            .hint(format!("if that is what is to be there for all accounts, type `{next}`"))
    }
}

/// What may be said of a client. Empty takes away what can be.
#[derive(Debug, Args)]
pub(super) struct Fields {
    /// What people call it.
    #[arg(long)]
    name: Option<String>,
    /// Who makes it.
    #[arg(long)]
    company: Option<String>,
    /// What it does.
    #[arg(long)]
    description: Option<String>,
    /// Whether it can keep a secret (a new client: confidential).
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// Where answers may go; repeat it for more.
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// The most it may be given, as "tickets:read users:read".
    #[arg(long, value_name = "WORDS")]
    allowed_scopes: Option<String>,
    /// Who registered it: a user's number, e-mail address, or external_id:NAME.
    #[arg(long, value_name = "USER")]
    owner: Option<String>,
    /// Whom it acts as by itself (client_credentials).
    #[arg(long, value_name = "USER")]
    service_account: Option<String>,
    /// Seconds that its access tokens live, by default and at most (empty: the tenant's).
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    access_token_lifetime: Option<Value>,
    /// Seconds that its refresh tokens live, by default and at most (empty: the tenant's).
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    refresh_token_lifetime: Option<Value>,
    /// Whether its access tokens never expire, where the tenant allows that.
    #[arg(long, value_enum, value_name = "SWITCH")]
    access_token_never_expires: Option<Switch>,
    /// Whether answers carry iss (RFC 9207); off for a library that chokes on it. The metadata announces it all the same.
    #[arg(long, value_enum, value_name = "SWITCH")]
    sends_issuer: Option<Switch>,
}

/// Whether a client can keep a secret.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// An application on a server.
    Confidential,
    /// An application on a person's device.
    Public,
}

impl From<Kind> for Value {
    fn from(kind: Kind) -> Self {
        json!(match kind {
            Kind::Confidential => "confidential",
            Kind::Public => "public",
        })
    }
}

impl Client {
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Create { tenant, identifier, fields } => {
                let mut body = fields.body();
                body.insert("identifier".into(), json!(identifier));
                output.thing(&operator.post(&all(&tenant, "clients"), &body.into()).await?)
            }
            Self::List { tenant } => {
                let columns = ["identifier", "name", "kind", "active", "allowed_scopes", "redirect_uris"];
                let none =
                    format!("No clients yet. Type `grantor client create {tenant} IDENTIFIER --redirect-uri URI`.");
                let clients = operator.all(&all(&tenant, "clients"), "clients").await?;
                output.things(&clients, "clients", &columns, &none)
            }
            Self::Show(which) => output.thing(&operator.get(&which.path("clients")).await?),
            Self::Set { which, active, fields, logo } => {
                let mut body = fields.body();
                body.extend(active.map(|active| ("active".into(), active.into())));
                if body.is_empty() && logo.is_silent() {
                    return Err(nothing_to_change("grantor client set --help"));
                }
                let picture = logo.read(Room::Tile, !body.is_empty()).await?;
                output.thing(&picture.set_with(operator, &which.path("clients"), body).await?)
            }
            Self::RotateSecret { which, overlap } => {
                let path = format!("{}/secrets", which.path("clients"));
                output.thing(&operator.post(&path, &json!({ "overlap": overlap })).await?)
            }
            Self::Proposals => {
                let proposals = operator.all("/v1/client-proposals", "proposals").await?;
                output.each(&proposals, "proposals", "No proposals wait.")
            }
            Self::Promote { which, revision: None, .. } => {
                let client = operator.get(&which.path("clients")).await?;
                output.thing(&client)?;
                Err(which.look_first(&client))
            }
            Self::Promote { which, revision, unasked, identifier_everywhere } => {
                let path = format!("{}/promotion", which.path("clients"));
                let body = json!({ "revision": revision, "unasked": unasked, "identifier": identifier_everywhere });
                output.thing(&operator.post(&path, &body).await?)
            }
            Self::Decline { which, reason } => {
                let path = format!("{}/refusal", which.path("clients"));
                output.thing(&operator.post(&path, &json!({ "reason": reason })).await?)
            }
            Self::Delete(which) => output.thing(&operator.delete(&which.path("clients")).await?),
        }
    }
}

impl Fields {
    fn body(self) -> Map<String, Value> {
        let person = |named: String| if named.is_empty() { Value::Null } else { json!(named) };
        let uris = (!self.redirect_uris.is_empty())
            .then(|| json!(self.redirect_uris.into_iter().filter(|uri| !uri.is_empty()).collect::<Vec<_>>()));
        let fields = [
            ("name", self.name.map(Value::from)),
            ("company", self.company.map(Value::from)),
            ("description", self.description.map(Value::from)),
            ("kind", self.kind.map(Value::from)),
            ("redirect_uris", uris),
            ("allowed_scopes", self.allowed_scopes.map(Value::from)),
            ("owner", self.owner.map(person)),
            ("service_account", self.service_account.map(person)),
            ("access_token_lifetime", self.access_token_lifetime),
            ("refresh_token_lifetime", self.refresh_token_lifetime),
            ("access_token_never_expires", self.access_token_never_expires.map(Value::from)),
            ("sends_issuer", self.sends_issuer.map(Value::from)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// A number of seconds; nothing takes it away.
fn seconds(text: &str) -> Result<Value, String> {
    match text {
        "" => Ok(Value::Null),
        text => text.parse::<i64>().map(Value::from).map_err(|_| "write a whole number of seconds".to_owned()),
    }
}

/// Where the operator API has the `kind` of things that `tenant`, or the platform, owns.
pub(super) fn all(tenant: &str, kind: &str) -> String {
    match tenant {
        "@platform" => format!("/v1/{kind}"),
        tenant => format!("{}/{kind}", tenant::path(tenant)),
    }
}
