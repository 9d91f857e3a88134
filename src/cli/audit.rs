//! `grantor audit`: what happened.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};

use super::failure::Failure;
use super::operator::{Operator, encoded};
use super::output::Output;

/// What happened in an account, or, without one, on the platform.
#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// List events, the newest first.
    List {
        /// The tenant's subdomain (default, or @platform: the platform's own log).
        tenant: Option<String>,
        #[command(flatten)]
        filter: Filter,
        /// How many events.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
    },
    /// Write everything that is found to standard output; the export itself is noted in the log.
    Export {
        /// The tenant's subdomain (default, or @platform: the platform's own log).
        tenant: Option<String>,
        #[command(flatten)]
        filter: Filter,
        /// How it is written.
        #[arg(long, value_enum, default_value_t = Format::Jsonl)]
        format: Format,
    },
}

/// What is looked for.
#[derive(Debug, Args)]
pub(super) struct Filter {
    /// What kind of thing it was done to, as oauth_client.
    #[arg(long, value_name = "KIND")]
    source_type: Option<String>,
    /// The number of the thing.
    #[arg(long, value_name = "NUMBER")]
    source_id: Option<i64>,
    /// The number of the user or client who did it.
    #[arg(long, value_name = "NUMBER")]
    actor_id: Option<i64>,
    /// What was done, as create or reuse_detected.
    #[arg(long)]
    action: Option<String>,
    /// The address that it came from.
    #[arg(long, value_name = "ADDRESS")]
    ip_address: Option<String>,
    /// Not before, as 2026-11-21T10:00:00Z.
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Not after.
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Part of a name.
    #[arg(long)]
    text: Option<String>,
}

/// How an export is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// One JSON object a line.
    Jsonl,
    /// For spreadsheets.
    Csv,
}

const COLUMNS: [&str; 7] =
    ["created_at", "actor_name", "actor_type", "action", "source_type", "source_label", "ip_address"];

impl Audit {
    /// Asks the operator API.
    pub(super) async fn run(self, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        match self {
            Self::List { tenant, filter, limit } => {
                let fields = filter.fields().into_iter().map(|(name, value)| {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    format!("&{name}={}", encoded(&text))
                });
                let path = format!("{}?limit={limit}{}", path(tenant.as_deref()), fields.collect::<String>());
                output.things(&operator.get(&path).await?, "events", &COLUMNS, "Nothing happened.")
            }
            Self::Export { tenant, filter, format } => {
                let mut asked = filter.fields();
                asked.insert(
                    "format".to_owned(),
                    json!(match format {
                        Format::Jsonl => "jsonl",
                        Format::Csv => "csv",
                    }),
                );
                let path = format!("{}/export", path(tenant.as_deref()));
                operator.stream(&path, &Value::Object(asked), output).await
            }
        }
    }
}

fn path(tenant: Option<&str>) -> String {
    match tenant {
        None | Some("@platform") => "/v1/audit".to_owned(),
        Some(tenant) => format!("/v1/tenants/{}/audit", encoded(tenant)),
    }
}

impl Filter {
    fn fields(&self) -> Map<String, Value> {
        let Self { source_type, source_id, actor_id, action, ip_address, from, until, text } = self;
        let all = [
            ("source_type", json!(source_type)),
            ("source_id", json!(source_id)),
            ("actor_id", json!(actor_id)),
            ("action", json!(action)),
            ("ip_address", json!(ip_address)),
            ("from", json!(from)),
            ("until", json!(until)),
            ("text", json!(text)),
        ];
        all.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
