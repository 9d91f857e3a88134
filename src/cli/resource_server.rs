//! `grantor resource-server …`

use clap::Subcommand;
use serde_json::json;

use super::client::{Which, all};
use super::failure::Failure;
use super::operator::Operator;
use super::output::Output;

/// APIs that have to know what a token is worth. Instead of a tenant, @platform means those that serve every tenant.
#[derive(Debug, Subcommand)]
pub(super) enum ResourceServer {
    /// Register a resource server. Its secret is shown now and never again.
    Create {
        /// The tenant's subdomain, or @platform.
        tenant: String,
        /// What it sends as its name when it introspects.
        identifier: String,
        /// What people call it.
        #[arg(long, default_value = "")]
        name: String,
        /// A resource that it serves, as tickets; repeat it for more. Without any it sees every scope.
        #[arg(long = "resource", value_name = "WORD")]
        resources: Vec<String>,
    },
    /// List resource servers.
    List {
        /// The tenant's subdomain, or @platform.
        tenant: String,
    },
    /// Show one resource server.
    Show(Which),
    /// Give a resource server a new secret, shown now and never again.
    RotateSecret {
        #[command(flatten)]
        which: Which,
        /// Seconds for which the secret before stays good, 604800 at most.
        #[arg(long, default_value_t = 0, value_name = "SECONDS")]
        overlap: i64,
    },
    /// Delete a resource server: it learns nothing any more.
    Delete(Which),
}

const KIND: &str = "resource-servers";

impl ResourceServer {
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::Create { tenant, identifier, name, resources } => {
                let body = json!({ "identifier": identifier, "name": name, "resources": resources });
                output.thing(&operator.post(&all(&tenant, KIND), &body).await?)
            }
            Self::List { tenant } => {
                let none =
                    format!("No resource servers yet. Type `grantor resource-server create {tenant} IDENTIFIER`.");
                let servers = operator.all(&all(&tenant, KIND), "resource_servers").await?;
                output.things(&servers, "resource_servers", &["identifier", "name", "resources", "created_at"], &none)
            }
            Self::Show(which) => output.thing(&operator.get(&which.path(KIND)).await?),
            Self::RotateSecret { which, overlap } => {
                let path = format!("{}/secrets", which.path(KIND));
                output.thing(&operator.post(&path, &json!({ "overlap": overlap })).await?)
            }
            Self::Delete(which) => output.thing(&operator.delete(&which.path(KIND)).await?),
        }
    }
}
