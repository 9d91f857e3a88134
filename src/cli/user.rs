//! `grantor user …`

use std::io::BufRead;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::import;
use super::operator::{Operator, encoded};
use super::output::Output;
use super::tenant::{self, Switch, nothing_to_change};

/// People of one tenant. A user is named by number, e-mail address, or as external_id:NAME.
#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make a user.
    Create {
        /// The tenant's subdomain.
        tenant: String,
        /// The user's e-mail address.
        email: String,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        way_in: WayIn,
    },
    /// List the users of a tenant, the oldest first.
    List {
        /// The tenant's subdomain.
        tenant: String,
    },
    /// Show one user.
    Show {
        /// The tenant's subdomain.
        tenant: String,
        /// The user's number, e-mail address, or external_id:NAME.
        user: String,
    },
    /// Make or change many users, as another system knows them: one JSON object a line.
    ///
    /// Each line has an external_id, an email, or both, and whatever else is to be so: name, role, verified (unless it
    /// says so, a new address is), suspended, locale, time_zone. Somebody is found by external_id, else by email. What
    /// is so already is left alone, so the same file can be sent again.
    Import {
        /// The tenant's subdomain.
        tenant: String,
        /// The file; - for standard input.
        file: PathBuf,
        /// Say what each line would do, as if it stood alone, and do nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Delete a user for good: sessions, app access and consents end, the audit log keeps the name.
    Delete {
        /// The tenant's subdomain.
        tenant: String,
        /// The user's number, e-mail address, or external_id:NAME.
        user: String,
    },
    /// Change a user.
    Set {
        /// The tenant's subdomain.
        tenant: String,
        /// The user's number, e-mail address, or external_id:NAME.
        user: String,
        /// A new e-mail address.
        #[arg(long)]
        email: Option<String>,
        /// Whether they are shut out.
        #[arg(long, value_enum, value_name = "SWITCH")]
        suspended: Option<Switch>,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        way_in: WayIn,
    },
}

/// What may be said of a user.
#[derive(Debug, Args)]
pub(super) struct Fields {
    /// What people call them.
    #[arg(long)]
    name: Option<String>,
    /// What they are to the tenant (a new user: end-user).
    #[arg(long, value_enum)]
    role: Option<Role>,
    /// Whether the address is known to be theirs (a new user: on).
    #[arg(long, value_enum, value_name = "SWITCH")]
    verified: Option<Switch>,
    /// What your own system calls them; empty takes it away.
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// The language of their pages, as ja.
    #[arg(long)]
    locale: Option<String>,
    /// The zone of their times, as Asia/Tokyo.
    #[arg(long, value_name = "ZONE")]
    time_zone: Option<String>,
}

/// How they get in.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct WayIn {
    /// Read a password from standard input, one line.
    #[arg(long)]
    password_stdin: bool,
    /// Make a link that signs them in once, within 24 hours, and lets them choose a password. Suspending them, another
    /// address or role, and taking their verification away end it.
    #[arg(long)]
    sign_in_link: bool,
}

/// What a user is to the tenant.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Role {
    EndUser,
    Agent,
    Admin,
}

impl From<Role> for Value {
    fn from(role: Role) -> Self {
        json!(match role {
            Role::EndUser => "end-user",
            Role::Agent => "agent",
            Role::Admin => "admin",
        })
    }
}

impl User {
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Create { tenant, email, fields, way_in } => {
                let mut body = fields.body();
                body.insert("email".into(), json!(email));
                body.extend(way_in.password()?.map(|password| ("password".into(), json!(password))));
                let user = operator.post(&users(&tenant), &body.into()).await?;
                let path = format!("{}/{}", users(&tenant), user["id"]);
                let shown = way_in.with_link(operator, &path, user).await;
                output.thing(&shown.map_err(|failure| failure.after("the user is made"))?)
            }
            Self::List { tenant } => {
                let columns = ["id", "email", "name", "role", "verified", "suspended", "external_id"];
                let none =
                    format!("No users yet. Type `grantor user create {tenant} EMAIL --role admin --sign-in-link`.");
                output.things(&operator.all(&users(&tenant), "users").await?, "users", &columns, &none)
            }
            Self::Show { tenant, user } => output.thing(&operator.get(&path(&tenant, &user)).await?),
            Self::Import { tenant, file, dry_run } => {
                import::run(operator, output, &users(&tenant), &file, dry_run).await
            }
            Self::Delete { tenant, user } => output.thing(&operator.delete(&path(&tenant, &user)).await?),
            Self::Set { tenant, user, email, suspended, fields, way_in } => {
                let mut body = fields.body();
                body.extend(email.map(|email| ("email".into(), json!(email))));
                body.extend(suspended.map(|suspended| ("suspended".into(), suspended.into())));
                output.thing(&set(operator, &path(&tenant, &user), body, &way_in).await?)
            }
        }
    }
}

/// What can be refused is refused before anything changes: the password goes with the fields, and whoever is or will be
/// shut out gets no link.
async fn set(operator: &Operator, path: &str, mut body: Map<String, Value>, way_in: &WayIn) -> Result<Value, Failure> {
    body.extend(way_in.password()?.map(|password| ("password".into(), json!(password))));
    if body.is_empty() && !way_in.sign_in_link {
        return Err(nothing_to_change("grantor user set --help"));
    }
    // The number stays when the address changes.
    let mut user = operator.get(path).await?;
    let path = format!("{}/{}", path.rsplit_once('/').map_or(path, |(users, _)| users), user["id"]);
    if way_in.sign_in_link && body.get("suspended").unwrap_or(&user["suspended"]) == &Value::Bool(true) {
        let message =
            format!("{} would be suspended and could not use the link.", user["email"].as_str().unwrap_or(&path));
        return Err(Failure::new("suspended", message).hint("Type `grantor user set TENANT USER --suspended off`."));
    }
    if body.is_empty() {
        return way_in.with_link(operator, &path, user).await;
    }
    user = operator.patch(&path, &body.into()).await?;
    way_in.with_link(operator, &path, user).await.map_err(|failure| failure.after("the user is changed"))
}

impl WayIn {
    fn password(&self) -> Result<Option<String>, Failure> {
        if !self.password_stdin {
            return Ok(None);
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        match line.trim_end_matches(['\r', '\n']) {
            "" => Err(Failure::new("password", "Standard input has no password.")
                .hint("printf '%s\\n' \"$PASSWORD\" | grantor user … --password-stdin")),
            password => Ok(Some(password.to_owned())),
        }
    }

    async fn with_link(&self, operator: &Operator, path: &str, mut user: Value) -> Result<Value, Failure> {
        if self.sign_in_link {
            user["sign_in_link"] = operator.post(&format!("{path}/sign_in_link"), &json!({})).await?;
        }
        Ok(user)
    }
}

impl Fields {
    fn body(self) -> Map<String, Value> {
        let fields = [
            ("name", self.name.map(Value::from)),
            ("role", self.role.map(Value::from)),
            ("verified", self.verified.map(Value::from)),
            ("external_id", self.external_id.map(Value::from)),
            ("locale", self.locale.map(Value::from)),
            ("time_zone", self.time_zone.map(Value::from)),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

fn users(tenant: &str) -> String {
    format!("{}/users", tenant::path(tenant))
}

fn path(tenant: &str, user: &str) -> String {
    format!("{}/{}", users(tenant), encoded(user))
}
