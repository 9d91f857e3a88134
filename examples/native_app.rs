//! A program on a person's own device: it opens their browser and waits on loopback for the answer (RFC 8252 §7.3).
//!
//! It cannot keep a secret, so it has none: it is a *public* client, and PKCE (RFC 7636) is what ties the code to it.
//! Its redirect URI is registered without a port; it takes whichever is free.
//!
//! ```sh
//! cargo run -- demo                         # leaves what it registered in grantor-demo/
//! cargo run --example native_app            # prints an address: open it, sign in as ada@acme.example
//! ```

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use oauth2::basic::{BasicClient, BasicTokenResponse};
use oauth2::reqwest;
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, CsrfToken, EndpointNotSet, EndpointSet, PkceCodeChallenge, RedirectUrl,
    RefreshToken, Scope, TokenResponse, TokenUrl,
};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use url::Url;

/// How long a browser that has connected may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// What went wrong.
pub type Problem = Box<dyn std::error::Error>;

/// What the program was shipped with; there is no secret in it
/// (`grantor client create acme desk_buddy --kind public --redirect-uri http://127.0.0.1/callback`).
pub struct Settings {
    /// The account's issuer, which is its address too: `http://acme.localhost:8080`.
    pub issuer: String,
    /// Where that is: names below `localhost` need not resolve.
    pub server: SocketAddr,
    /// Its identifier.
    pub client_id: String,
}

/// The program.
pub struct NativeApp {
    issuer: String,
    client: BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>,
    http: reqwest::Client,
}

impl NativeApp {
    /// The program of these settings.
    pub fn new(settings: Settings) -> Result<Self, Problem> {
        let issuer = settings.issuer;
        let client = BasicClient::new(ClientId::new(settings.client_id))
            .set_auth_uri(AuthUrl::new(format!("{issuer}/oauth/authorizations/new"))?)
            .set_token_uri(TokenUrl::new(format!("{issuer}/oauth/tokens"))?);
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .resolve(Url::parse(&issuer)?.host_str().ok_or("an issuer has a host")?, settings.server)
            .build()?;
        Ok(Self { issuer, client, http })
    }

    /// Has a person sign in and decide; `open` shows them the address in their browser.
    pub async fn connect(&self, open: impl FnOnce(Url)) -> Result<BasicTokenResponse, Problem> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let redirect_uri = RedirectUrl::new(format!("http://{}/callback", listener.local_addr()?))?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let request = self.client.authorize_url(CsrfToken::new_random).add_scope(Scope::new("tickets:read".into()));
        let request = request.set_pkce_challenge(challenge).set_redirect_uri(Cow::Borrowed(&redirect_uri));
        let (address, state) = request.url();
        open(address);

        let code = self.answer(&listener, &state).await?;
        let exchange = self.client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        Ok(exchange.set_redirect_uri(Cow::Owned(redirect_uri)).request_async(&self.http).await?)
    }

    /// Waits for the answer to the request that had `state`: the code in it.
    async fn answer(&self, listener: &TcpListener, state: &CsrfToken) -> Result<String, Problem> {
        loop {
            let (stream, _) = listener.accept().await?;
            // Whoever says nothing, or something else, is not who was waited for.
            let Ok(Ok(Some(answer))) = timeout(PATIENCE, arrived(stream, state)).await else { continue };
            let value =
                |name: &str| answer.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            // RFC 9207 §2.4: an answer of somebody else's server is none.
            if value("iss").as_ref() != Some(&self.issuer) {
                return Err("the answer comes from another server than the one that was asked".into());
            }
            return match value("error") {
                Some(error) => Err(format!("{error}: {}", value("error_description").unwrap_or_default()).into()),
                None => value("code").ok_or_else(|| "there is no code in the answer".into()),
            };
        }
    }

    /// The next pair of tokens: the old pair is worth nothing any more.
    pub async fn refresh(&self, token: &RefreshToken) -> Result<BasicTokenResponse, Problem> {
        Ok(self.client.exchange_refresh_token(token).request_async(&self.http).await?)
    }

    /// Gives the connection back: every token of it ends (RFC 7009). By hand, because the crate speaks to a revocation
    /// endpoint with https only, which the demo has not.
    pub async fn disconnect(&self, tokens: &BasicTokenResponse) -> Result<(), Problem> {
        let form = [("client_id", self.client.client_id().as_str()), ("token", tokens.access_token().secret())];
        let request = self.http.post(format!("{}/oauth/revoke", self.issuer)).form(&form);
        Ok(request.send().await?.error_for_status().map(drop)?)
    }
}

/// Reads one request of the browser and answers it; its address, if it is the answer that was waited for. Browsers
/// also ask for other things, and other programs of this device may knock.
async fn arrived(mut stream: TcpStream, state: &CsrfToken) -> Result<Option<Url>, Problem> {
    let mut head = BufReader::new((&mut stream).take(8192)).lines();
    let line = head.next_line().await?.unwrap_or_default();
    while head.next_line().await?.is_some_and(|header| !header.is_empty()) {}
    let address = Url::parse("http://127.0.0.1")?.join(line.split(' ').nth(1).unwrap_or("/"))?;
    let ours = address.path() == "/callback"
        && address.query_pairs().any(|(name, value)| name == "state" && value == state.secret().as_str());
    let (status, says) = if ours { ("200 OK", "You can close this window.") } else { ("404 Not Found", "Not here.") };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        says.len()
    );
    stream.write_all(format!("{head}{says}").as_bytes()).await?;
    stream.shutdown().await?;
    Ok(ours.then_some(address))
}

impl Settings {
    /// What the demo has registered, as it left it in its folder.
    fn of_the_demo() -> Result<Self, Problem> {
        let folder = std::env::var("GRANTOR_DEMO").unwrap_or_else(|_| "grantor-demo".into());
        let known: Value = serde_json::from_slice(&std::fs::read(format!("{folder}/credentials.json"))?)?;
        let text = |value: &Value| value.as_str().map(ToOwned::to_owned).ok_or("the demo has not started yet");
        Ok(Self {
            issuer: text(&known["accounts"]["acme"]["issuer"])?,
            server: text(&known["server"])?.parse()?,
            client_id: "desk_buddy".into(),
        })
    }
}

#[actix_web::main]
#[expect(clippy::print_stdout, reason = "this is what it is for")]
async fn main() -> Result<(), Problem> {
    let app = NativeApp::new(Settings::of_the_demo()?)?;
    let tokens = app.connect(|address| println!("Open this in your browser:\n\n  {address}\n")).await?;
    println!("Connected; the scopes are {:?}.", tokens.scopes());
    let refreshed = app.refresh(tokens.refresh_token().ok_or("there is no refresh token")?).await?;
    println!("Refreshed; the tokens live for {:?}.", refreshed.expires_in());
    app.disconnect(&refreshed).await?;
    println!("Disconnected.");
    Ok(())
}
