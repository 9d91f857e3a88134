//! `grantor api-token …`

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::operator::Operator;
use super::output::Output;
use super::tenant;

/// Legacy API tokens: any verified user's e-mail address with `/token` and one of these opens the tenant's API.
#[derive(Debug, Subcommand)]
pub(super) enum ApiToken {
    /// Make an API token. Its secret is shown now and never again.
    Create {
        /// The tenant's subdomain.
        tenant: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// List a tenant's API tokens.
    List {
        /// The tenant's subdomain.
        tenant: String,
    },
    /// Show one API token.
    Show(Which),
    /// Change an API token. What is not named stays as it is.
    Set {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        fields: Fields,
    },
    /// Stop an API token: the very next call with it fails.
    Deactivate(Which),
    /// Let a deactivated API token work again.
    Reactivate(Which),
    /// Say who still uses what: all of a tenant's API tokens in a line each, or one of them in detail.
    Usage {
        /// The tenant's subdomain.
        tenant: String,
        /// The token's number.
        id: Option<i64>,
        /// How many days back, today included: 90 at most.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=90))]
        days: i64,
    },
    /// Say which API tokens are ready to end: unused for so many days, deactivated and no longer tried, or moved away
    /// from by everyone who used them.
    Ready {
        /// The tenant's subdomain.
        tenant: String,
        /// How many days without a call are enough: 90 at most.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(i64).range(1..=90))]
        days: i64,
    },
    /// Make an OAuth client and an access token that take the place of an API token, for one of its users. Shown now
    /// and never again.
    Replace {
        #[command(flatten)]
        which: Which,
        /// Who they act as: number, e-mail address or external_id:NAME.
        #[arg(long, value_name = "USER")]
        user: String,
        /// What they may do, as "tickets:read users:read"; those of the API token unless told.
        #[arg(long, value_name = "WORDS")]
        scopes: Option<String>,
        /// Seconds that the access token lives.
        #[arg(long, value_name = "SECONDS")]
        expires_in: Option<i64>,
    },
    /// Say what the tenant's sunset policy would do and when, if nobody used or changed a token. Changes nothing.
    Sunset {
        /// The tenant's subdomain.
        tenant: String,
        /// How many days ahead.
        #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(0..=3650))]
        days: i64,
    },
    /// Delete a deactivated API token, for good.
    Delete(Which),
}

/// One API token.
#[derive(Debug, Args)]
pub(super) struct Which {
    /// The tenant's subdomain.
    tenant: String,
    /// The token's number, as `grantor api-token list TENANT` shows it.
    id: i64,
}

/// What an API token is.
#[derive(Debug, Args)]
pub(super) struct Fields {
    /// What it is for.
    #[arg(long)]
    description: Option<String>,
    /// The only user that it works for: number, e-mail address or external_id:NAME (empty: any verified user).
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// All that it may do, as "tickets:read users:read" (empty: whatever its user may).
    #[arg(long, value_name = "WORDS")]
    scopes: Option<String>,
    /// An address or net that it works from, as 192.0.2.0/24; repeat it for more (empty: from anywhere).
    #[arg(long = "allowed-ip", value_name = "NET")]
    allowed_ips: Option<Vec<String>>,
    /// When it stops, as 2026-11-21T10:00:00Z (empty: never).
    #[arg(long, value_name = "TIME")]
    expires_at: Option<String>,
}

impl Fields {
    fn body(self) -> Value {
        let nets = self.allowed_ips.map(|nets| nets.into_iter().filter(|net| !net.is_empty()).collect::<Vec<_>>());
        let fields = [
            ("description", self.description.map(Value::from)),
            ("assigned_user", self.user.map(Value::from)),
            ("scopes", self.scopes.map(Value::from)),
            ("allowed_ips", nets.map(Value::from)),
            ("expires_at", self.expires_at.map(Value::from)),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        given.collect::<Map<_, _>>().into()
    }
}

impl Which {
    fn path(&self) -> String {
        format!("{}/{}", all(&self.tenant), self.id)
    }
}

fn all(named: &str) -> String {
    format!("{}/api-tokens", tenant::path(named))
}

const COLUMNS: [&str; 8] =
    ["id", "description", "hint", "status", "assigned_user.email", "created_at", "expires_at", "last_used_at"];

const USED: [&str; 10] =
    ["id", "description", "status", "calls", "users", "shared", "last_used_at", "refused", "last_refused_at", "ready"];

impl ApiToken {
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        let active =
            async |which: Which, active: bool| operator.patch(&which.path(), &json!({ "active": active })).await;
        match self {
            Self::Create { tenant, fields } => output.thing(&operator.post(&all(&tenant), &fields.body()).await?),
            Self::List { tenant } => {
                let none = format!("No API tokens. Type `grantor api-token create {tenant}` to make one.");
                output.things(&operator.get(&all(&tenant)).await?, "api_tokens", &COLUMNS, &none)
            }
            Self::Show(which) => output.thing(&operator.get(&which.path()).await?),
            Self::Set { which, fields } => match fields.body() {
                body if body == json!({}) => Err(tenant::nothing_to_change("grantor api-token set --help")),
                body => output.thing(&operator.patch(&which.path(), &body).await?),
            },
            Self::Deactivate(which) => output.thing(&active(which, false).await?),
            Self::Reactivate(which) => output.thing(&active(which, true).await?),
            Self::Usage { tenant, id: None, days } => {
                let used = operator.get(&format!("{}/usage?days={days}", all(&tenant))).await?;
                output.things(&used, "usage", &USED, "No API tokens.")
            }
            Self::Usage { tenant, id: Some(id), days } => {
                output.thing(&operator.get(&format!("{}/{id}/usage?days={days}", all(&tenant))).await?)
            }
            Self::Ready { tenant, days } => {
                let ready = operator.get(&format!("{}/ready?days={days}", all(&tenant))).await?;
                output.things(&ready, "ready", &USED, "No API token is ready to end.")
            }
            Self::Replace { which, user, scopes, expires_in } => {
                let body = json!({ "user": user, "scopes": scopes, "expires_in": expires_in });
                output.thing(&operator.post(&format!("{}/replacement", which.path()), &body).await?)
            }
            Self::Sunset { tenant, days } => {
                let plan = operator.get(&format!("{}/sunset?days={days}", all(&tenant))).await?;
                output.things(&plan, "steps", &["at", "kind", "token", "description"], "Nothing would happen.")
            }
            Self::Delete(which) => output.thing(&operator.delete(&which.path()).await?),
        }
    }
}
