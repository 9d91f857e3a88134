//! `grantor tenant …`

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::logo::Logo;
use super::operator::{Operator, encoded};
use super::output::Output;
use super::sso::Sso;
use super::webhook::Webhook;
use crate::logos::Room;

/// Customer accounts. A tenant is named by its subdomain, or as external_id:NAME.
#[derive(Debug, Subcommand)]
pub(super) enum Tenant {
    /// Make a tenant.
    Create {
        /// The label in front of the domain: acme in acme.example.com.
        subdomain: String,
        #[command(flatten)]
        fields: Fields,
    },
    /// List every tenant.
    List,
    /// Show one tenant.
    Show {
        /// Its subdomain, or external_id:NAME.
        tenant: String,
    },
    /// Change a tenant.
    Set {
        /// Its subdomain, or external_id:NAME.
        tenant: String,
        /// Whether it answers at all.
        #[arg(long, value_enum, value_name = "SWITCH")]
        active: Option<Switch>,
        #[command(flatten)]
        fields: Fields,
        #[command(flatten)]
        logo: Logo,
    },
    /// How the vendor's own sign-in signs people in here.
    Sso {
        /// Its subdomain, or external_id:NAME.
        tenant: String,
        #[command(subcommand)]
        what: Sso,
    },
    /// Where the end of its API tokens is announced.
    Webhook {
        /// Its subdomain, or external_id:NAME.
        tenant: String,
        #[command(subcommand)]
        what: Webhook,
    },
}

/// What may be said of a tenant.
#[derive(Debug, Args)]
pub(super) struct Fields {
    /// What people call it.
    #[arg(long)]
    name: Option<String>,
    /// What your own system calls it; empty takes it away.
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// Whether applications may be allowed in and tokens count.
    #[arg(long, value_enum, value_name = "SWITCH")]
    oauth_access: Option<Switch>,
    /// Whether API tokens count.
    #[arg(long, value_enum, value_name = "SWITCH")]
    api_token_access: Option<Switch>,
    /// A setting, as locale=ja or access_token={"default":3600}; without a value it is the default again.
    #[arg(long = "setting", value_name = "NAME=VALUE", value_parser = setting)]
    settings: Vec<(String, Value)>,
}

/// Something that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Switch {
    /// It is.
    On,
    /// It is not.
    Off,
}

impl From<Switch> for Value {
    fn from(switch: Switch) -> Self {
        Self::Bool(switch == Switch::On)
    }
}

impl Tenant {
    /// Whether a database may begin with this.
    pub(super) const fn may_be_first(&self) -> bool {
        matches!(self, Self::Create { .. })
    }

    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Create { subdomain, fields } => {
                let mut body = fields.body();
                body.insert("subdomain".into(), json!(subdomain));
                output.thing(&operator.post("/v1/tenants", &body.into()).await?)
            }
            Self::List => {
                let columns = ["subdomain", "name", "external_id", "active", "oauth_access", "api_token_access"];
                let none = "No tenants yet. Type `grantor tenant create SUBDOMAIN`.";
                output.things(&operator.all("/v1/tenants", "tenants").await?, "tenants", &columns, none)
            }
            Self::Sso { tenant, what } => what.run(&tenant, operator, output).await,
            Self::Webhook { tenant, what } => what.run(&tenant, operator, output).await,
            Self::Show { tenant } => output.thing(&operator.get(&path(&tenant)).await?),
            Self::Set { tenant, active, fields, logo } => {
                let mut body = fields.body();
                body.extend(active.map(|active| ("active".into(), active.into())));
                if body.is_empty() && logo.is_silent() {
                    return Err(nothing_to_change("grantor tenant set --help"));
                }
                let picture = logo.read(Room::Banner, !body.is_empty()).await?;
                // By its subdomain, which stays: the external id may be another one before the picture comes.
                let known = operator.get(&path(&tenant)).await?;
                let path = path(known["subdomain"].as_str().unwrap_or(&tenant));
                output.thing(&picture.set_with(operator, &path, body).await?)
            }
        }
    }
}

impl Fields {
    fn body(self) -> Map<String, Value> {
        let fields = [
            ("name", self.name.map(Value::from)),
            ("external_id", self.external_id.map(Value::from)),
            ("oauth_access", self.oauth_access.map(Value::from)),
            ("api_token_access", self.api_token_access.map(Value::from)),
            ("settings", (!self.settings.is_empty()).then(|| self.settings.into_iter().collect::<Map<_, _>>().into())),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
    }
}

/// Where the operator API has `tenant`.
pub(super) fn path(tenant: &str) -> String {
    format!("/v1/tenants/{}", encoded(tenant))
}

/// A change that names no field.
pub(super) fn nothing_to_change(help: &str) -> Failure {
    Failure::new("nothing", "There is nothing to change.").hint(format!("`{help}` shows what can be"))
}

/// `NAME=VALUE`: the value is JSON where it can be read so, text otherwise.
fn setting(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    let value = match value {
        "" => Value::Null,
        text => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    };
    Ok((name.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_json_where_it_can_be() {
        assert_eq!(setting("locale=ja").unwrap(), ("locale".into(), json!("ja")));
        assert_eq!(setting("refresh_leeway=0").unwrap(), ("refresh_leeway".into(), json!(0)));
        assert_eq!(setting("access_token={\"most\":600}").unwrap().1, json!({"most": 600}));
        assert_eq!(setting("sso_url=https://a/?b=c").unwrap().1, json!("https://a/?b=c"));
        assert_eq!(setting("locale=").unwrap().1, Value::Null);
        assert!(setting("locale").is_err());
    }
}
