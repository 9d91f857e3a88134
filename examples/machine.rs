//! A program without a person: it asks for a token of its own (client credentials, RFC 6749 §4.4) and calls an API.
//!
//! Whom it acts for is decided where it is registered: its service account. There is no refresh token; whoever has
//! the secret asks again.
//!
//! ```sh
//! cargo run -- demo                         # leaves the credentials in grantor-demo/
//! cargo run --example resource_server       # an API to call
//! cargo run --example machine
//! ```

use std::net::SocketAddr;

use oauth2::basic::BasicClient;
use oauth2::reqwest::{self, StatusCode};
use oauth2::{ClientId, ClientSecret, Scope, TokenResponse, TokenUrl};
use serde_json::Value;
use url::Url;

/// What the program was told when it was registered
/// (`grantor client create acme nightly_export --service-account export@acme.example`).
pub struct Settings {
    /// The account's issuer, which is its address too: `http://acme.localhost:8080`.
    pub issuer: String,
    /// Where that is: names below `localhost` need not resolve.
    pub server: SocketAddr,
    /// Its identifier.
    pub client_id: String,
    /// Its secret, shown once when it was registered.
    pub client_secret: String,
    /// Where the API is: `http://127.0.0.1:8092`.
    pub api: String,
}

/// Asks for a token that may read, and for the tickets: status and body.
pub async fn tickets(settings: &Settings) -> Result<(StatusCode, String), Box<dyn std::error::Error>> {
    let client = BasicClient::new(ClientId::new(settings.client_id.clone()))
        .set_client_secret(ClientSecret::new(settings.client_secret.clone()))
        .set_token_uri(TokenUrl::new(format!("{}/oauth/tokens", settings.issuer))?);
    let issuer = Url::parse(&settings.issuer)?;
    let http = reqwest::Client::builder()
        // A token endpoint does not redirect; whatever says so is none.
        .redirect(reqwest::redirect::Policy::none())
        .resolve(issuer.host_str().ok_or("an issuer has a host")?, settings.server)
        .build()?;

    let asked = client.exchange_client_credentials().add_scope(Scope::new("read".into()));
    let token = asked.request_async(&http).await?;
    let answer = http.get(format!("{}/tickets", settings.api)).bearer_auth(token.access_token().secret());
    let answer = answer.send().await?;
    Ok((answer.status(), answer.text().await?))
}

impl Settings {
    /// What the demo has registered, as it left it in its folder.
    fn of_the_demo() -> Result<Self, Box<dyn std::error::Error>> {
        let folder = std::env::var("GRANTOR_DEMO").unwrap_or_else(|_| "grantor-demo".into());
        let known: Value = serde_json::from_slice(&std::fs::read(format!("{folder}/credentials.json"))?)?;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned).ok_or("the demo has not started yet");
        let acme = &known["accounts"]["acme"];
        Ok(Self {
            issuer: text(&acme["issuer"])?,
            server: text(&known["server"])?.parse()?,
            client_id: "nightly_export".into(),
            client_secret: text(&acme["clients"]["nightly_export"])?,
            api: "http://127.0.0.1:8092".into(),
        })
    }
}

#[actix_web::main]
#[expect(clippy::print_stdout, reason = "this is what it is for")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (status, body) = tickets(&Settings::of_the_demo()?).await?;
    println!("{status}\n{body}");
    Ok(())
}
