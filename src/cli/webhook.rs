//! `grantor tenant webhook TENANT …`

use clap::Subcommand;
use serde_json::json;

use super::failure::Failure;
use super::operator::Operator;
use super::output::Output;
use super::tenant;

/// Where the end of a tenant's API tokens is announced, in the manner of Standard Webhooks.
#[derive(Debug, Subcommand)]
pub(super) enum Webhook {
    /// Show where it is announced.
    Show,
    /// Announce it there from now on. The secret that signs it is shown now and never again; one before it ends.
    Set {
        /// The address, with https.
        url: String,
    },
    /// Announce it nowhere.
    Remove,
}

impl Webhook {
    pub(super) async fn run(self, tenant: &str, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        let path = format!("{}/webhook", tenant::path(tenant));
        output.thing(&match self {
            Self::Show => operator.get(&path).await?,
            Self::Set { url } => operator.put(&path, &json!({ "url": url })).await?,
            Self::Remove => operator.delete(&path).await?,
        })
    }
}
