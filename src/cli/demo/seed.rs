//! Fills the demo: through the operator API, as an operator would, and only what is not there.
//!
//! What somebody has changed since stays changed. Two things are added to what is there: the address of the
//! application, if it is served elsewhere this time, and a new secret where the file with the secrets has lost one.

use serde_json::{Value, json};

use super::cast::{self, ACCOUNTS};
use super::credentials::Credentials;
use crate::cli::failure::Failure;
use crate::cli::operator::{Operator, encoded};
use crate::cli::tenant::path;
use crate::server::CALLBACK;

/// Fills what is missing; `application` is the address of the demo's application.
pub(super) async fn seed(operator: &Operator, application: &str, credentials: &mut Credentials) -> Result<(), Failure> {
    for account in &ACCOUNTS {
        let tenant = path(account.subdomain);
        let made = found_or_made(operator, &tenant, "/v1/tenants", &account.body()).await?.0;
        let known = credentials.accounts.entry(account.subdomain.to_owned()).or_default();
        known.issuer = text(&made, "issuer");
        known.people = account.people().map(|(person, _)| (person.email.to_owned(), cast::PASSWORD.to_owned())).into();
        for user in account.users() {
            thing(operator, &tenant, "users", "email", &user).await?;
        }
        for client in account.clients(application) {
            let (found, secret) = thing(operator, &tenant, "clients", "identifier", &client).await?;
            served_at(operator, &tenant, &found, application).await?;
            keep(operator, &tenant, "clients", &found, secret, credentials).await?;
        }
        let (found, secret) = thing(operator, &tenant, "resource-servers", "identifier", &account.api()).await?;
        keep(operator, &tenant, "resource-servers", &found, secret, credentials).await?;
    }
    Ok(())
}

/// Something of a tenant, named by the field `name`, and its secret if it was made right now.
async fn thing(
    operator: &Operator,
    tenant: &str,
    kind: &str,
    name: &str,
    body: &Value,
) -> Result<(Value, Option<String>), Failure> {
    let all = format!("{tenant}/{kind}");
    let one = format!("{all}/{}", encoded(&text(body, name)));
    let (found, made) = found_or_made(operator, &one, &all, body).await?;
    let secret = made.then(|| found.get("secret")?.as_str().map(ToOwned::to_owned)).flatten();
    Ok((found, secret))
}

/// What is at `one`, or else what `body` makes at `all`; and whether it was made.
async fn found_or_made(operator: &Operator, one: &str, all: &str, body: &Value) -> Result<(Value, bool), Failure> {
    match operator.get(one).await {
        Ok(found) => Ok((found, false)),
        Err(failure) if failure.error == "unknown" => {
            let made = operator.post(all, body).await;
            let hint = "something that the demo needs was changed: delete the folder of the demo and start again";
            made.map(|made| (made, true)).map_err(|failure| failure.hint(hint))
        }
        Err(failure) => Err(failure),
    }
}

/// Adds the address of the demo's application to where its answers may go.
async fn served_at(operator: &Operator, tenant: &str, client: &Value, application: &str) -> Result<(), Failure> {
    let uri = json!(format!("{application}{CALLBACK}"));
    let mut uris = client["redirect_uris"].as_array().cloned().unwrap_or_default();
    if client["identifier"] != cast::APPLICATION || uris.contains(&uri) {
        return Ok(());
    }
    uris.push(uri);
    let one = format!("{tenant}/clients/{}", cast::APPLICATION);
    operator.patch(&one, &json!({ "redirect_uris": uris })).await.map(drop)
}

/// Writes a secret down. Where nobody knows it any more, there is a new one.
async fn keep(
    operator: &Operator,
    tenant: &str,
    kind: &str,
    found: &Value,
    secret: Option<String>,
    credentials: &mut Credentials,
) -> Result<(), Failure> {
    let subdomain = tenant.rsplit('/').next().unwrap_or_default().to_owned();
    let known = credentials.accounts.entry(subdomain).or_default();
    let known = if kind == "clients" { &mut known.clients } else { &mut known.resource_servers };
    let identifier = text(found, "identifier");
    let secret = match secret {
        Some(secret) => secret,
        None if known.contains_key(&identifier) || found["kind"] == "public" => return Ok(()),
        None => {
            let one = format!("{tenant}/{kind}/{}/secrets", encoded(&identifier));
            text(&operator.post(&one, &json!({})).await?, "secret")
        }
    };
    known.insert(identifier, secret);
    credentials.write()
}

fn text(thing: &Value, field: &str) -> String {
    thing[field].as_str().unwrap_or_default().to_owned()
}
