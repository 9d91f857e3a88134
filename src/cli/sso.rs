//! `grantor tenant sso TENANT …`

use std::io::BufRead;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::failure::{Failure, text_of};
use super::operator::{Operator, encoded};
use super::output::Output;
use super::tenant;

/// How the vendor signs people in at one tenant.
#[derive(Debug, Subcommand)]
pub(super) enum Sso {
    /// Show the vendor's address, where assertions go, and the keys.
    Show,
    /// Send people who sign in to the vendor's own page.
    SetUrl {
        /// Its address; empty: people sign in here.
        url: String,
    },
    /// Add a key that assertions are signed with. A secret that is made is shown now and never again.
    AddKey(AddKey),
    /// Remove a key: what it has signed counts no more.
    RemoveKey {
        /// What assertions call it.
        kid: String,
    },
}

/// A key.
#[derive(Debug, Args)]
pub(super) struct AddKey {
    /// What assertions will call it, in their header (otherwise a number).
    #[arg(long)]
    kid: Option<String>,
    /// Read the secret from standard input, one line of at least 32 characters, instead of making one.
    #[arg(long, conflicts_with = "public_key")]
    secret_stdin: bool,
    /// Take a public key from a PEM file instead: P-256 (ES256), RSA (RS256) or Ed25519 (EdDSA).
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// Seconds after which the keys before it end, 2592000 at most (otherwise they stay).
    #[arg(long, value_name = "SECONDS")]
    overlap: Option<i64>,
}

impl Sso {
    pub(super) async fn run(self, tenant: &str, operator: &Operator, output: &mut Output) -> Result<(), Failure> {
        let path = format!("{}/sso", tenant::path(tenant));
        match self {
            Self::Show => {}
            Self::SetUrl { url } => {
                let url = if url.is_empty() { Value::Null } else { json!(url) };
                operator.patch(&tenant::path(tenant), &json!({ "settings": { "sso_url": url } })).await?;
            }
            Self::AddKey(key) => return output.thing(&operator.post(&format!("{path}/keys"), &key.body()?).await?),
            Self::RemoveKey { kid } => {
                return output.thing(&operator.delete(&format!("{path}/keys/{}", encoded(&kid))).await?);
            }
        }
        output.thing(&operator.get(&path).await?)
    }
}

impl AddKey {
    fn body(self) -> Result<Value, Failure> {
        let fields = [
            ("kid", self.kid.map(Value::from)),
            ("secret", self.secret_stdin.then(secret).transpose()?.map(Value::from)),
            ("public_key", self.public_key.as_deref().map(pem).transpose()?.map(Value::from)),
            ("overlap", self.overlap.map(Value::from)),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
        Ok(given.collect::<Map<_, _>>().into())
    }
}

fn pem(file: &Path) -> Result<String, Failure> {
    text_of("--public-key", file, "Give a PEM file with a public key, as `openssl pkey -pubout` writes it.")
}

fn secret() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    match line.trim_end_matches(['\r', '\n']) {
        "" => Err(Failure::new("secret", "Standard input has no secret.")
            .hint("printf '%s\\n' \"$SECRET\" | grantor tenant sso TENANT add-key --secret-stdin")),
        secret => Ok(secret.to_owned()),
    }
}
