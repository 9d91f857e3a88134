//! A web application that people connect to their account: authorization code with PKCE, an API that is called with
//! the access token, refresh when that has ended, revocation when somebody disconnects.
//!
//! The protocol is the crate `oauth2`'s. What is left to an application is here: to keep `state` and the verifier with
//! the browser that asked, to compare `iss`, to refresh once and try again, to know when a connection is over.
//!
//! ```sh
//! cargo run -- demo                         # leaves the credentials in grantor-demo/
//! cargo run --example resource_server       # an API to call
//! cargo run --example third_party_app       # open http://127.0.0.1:8091
//! ```

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::{Data, Query, ServiceConfig, get, post};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::reqwest::{self, StatusCode};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use serde_json::Value;
use url::Url;

/// What the application was told when it was registered
/// (`grantor client create acme invoice_sync --redirect-uri http://127.0.0.1:8091/callback`).
pub struct Settings {
    /// The account's issuer, which is its address too: `http://acme.localhost:8080`.
    pub issuer: String,
    /// Where that is: names below `localhost` need not resolve.
    pub server: SocketAddr,
    /// Its identifier.
    pub client_id: String,
    /// Its secret, shown once when it was registered.
    pub client_secret: String,
    /// Where this application is: `http://127.0.0.1:8091`.
    pub address: String,
    /// Where the API is: `http://127.0.0.1:8092`.
    pub api: String,
}

/// The application.
pub struct ThirdPartyApp {
    issuer: String,
    api: String,
    client_id: String,
    client_secret: String,
    client: BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>,
    http: reqwest::Client,
    /// What is known of each browser, by its cookie. A real application has people of its own, and a table.
    sessions: Mutex<HashMap<String, Session>>,
}

#[derive(Default)]
struct Session {
    /// The request that is under way.
    asked: Option<(CsrfToken, PkceCodeVerifier)>,
    tokens: Option<BasicTokenResponse>,
    notice: String,
}

impl Session {
    fn refresh_token(&self) -> Option<RefreshToken> {
        self.tokens.as_ref()?.refresh_token().cloned()
    }
}

/// The pages. Forms need no token of their own: the cookie is not sent with the forms of another site.
pub fn routes(app: Data<ThirdPartyApp>) -> impl FnOnce(&mut ServiceConfig) {
    move |table| {
        table.app_data(app);
        table.route("/", get().to(home)).route("/callback", get().to(callback));
        table.route("/connect", post().to(connect)).route("/disconnect", post().to(disconnect));
        table.route("/tickets", post().to(tickets)).route("/refresh", post().to(refresh));
    }
}

async fn home(app: Data<ThirdPartyApp>, request: HttpRequest) -> HttpResponse {
    let id = browser(&request).unwrap_or_else(|| CsrfToken::new_random().into_secret());
    let mut sessions = app.sessions();
    let session = sessions.entry(id.clone()).or_default();
    let paths: &[_] = if session.tokens.is_some() { &["tickets", "refresh", "disconnect"] } else { &["connect"] };
    let buttons =
        paths.iter().map(|path| format!(r#"<form method="post" action="/{path}"><button>{path}</button></form>"#));
    let (notice, buttons) = (escaped(&std::mem::take(&mut session.notice)), buttons.collect::<String>());
    HttpResponse::Ok()
        .cookie(Cookie::build("third_party_app", id).path("/").http_only(true).same_site(SameSite::Lax).finish())
        .content_type("text/html; charset=utf-8")
        .body(format!("<!doctype html><title>Invoice Sync</title><h1>Invoice Sync</h1><pre>{notice}</pre>{buttons}"))
}

/// Sends the browser to the account; what has to come back with it is remembered for this browser only.
async fn connect(app: Data<ThirdPartyApp>, request: HttpRequest) -> HttpResponse {
    let Some(id) = browser(&request) else { return see("/") };
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let asked = app.client.authorize_url(CsrfToken::new_random).add_scope(Scope::new("read".into()));
    let (address, state) = asked.set_pkce_challenge(challenge).url();
    app.remember(&id, |session| session.asked = Some((state, verifier)));
    see(address.as_str())
}

/// The browser comes back, with a code or with a no (RFC 6749 §4.1.2).
async fn callback(
    app: Data<ThirdPartyApp>,
    request: HttpRequest,
    answer: Query<HashMap<String, String>>,
) -> HttpResponse {
    let Some(id) = browser(&request) else { return see("/") };
    let asked = app.remember(&id, |session| session.asked.take());
    let notice = match asked.filter(|(state, _)| answer.get("state") == Some(state.secret())) {
        None => "This answer does not belong to a question of yours.".to_owned(),
        // RFC 9207 §2.4: an answer of somebody else's server is none.
        Some(_) if answer.get("iss") != Some(&app.issuer) => "This answer comes from somebody else.".to_owned(),
        Some((_, verifier)) => match (answer.get("code"), answer.get("error")) {
            (Some(code), None) => app.exchange(&id, code, verifier).await,
            (_, error) => format!("Not connected: {}.", error.map_or("no code", String::as_str)),
        },
    };
    app.remember(&id, |session| session.notice = notice);
    see("/")
}

/// Calls the API for the person. With a token that has ended, it refreshes once and calls again.
async fn tickets(app: Data<ThirdPartyApp>, request: HttpRequest) -> HttpResponse {
    let Some(id) = browser(&request) else { return see("/") };
    let mut answer = app.call(&id).await;
    if answer.as_ref().is_ok_and(|(status, _)| *status == StatusCode::UNAUTHORIZED) && app.refreshed(&id).await.is_ok()
    {
        answer = app.call(&id).await;
    }
    let notice = match answer {
        Ok((status, body)) => format!("{status}\n{body}"),
        Err(error) => format!("The API cannot be reached: {error}"),
    };
    app.remember(&id, |session| session.notice += &notice);
    see("/")
}

async fn refresh(app: Data<ThirdPartyApp>, request: HttpRequest) -> HttpResponse {
    let Some(id) = browser(&request) else { return see("/") };
    if app.refreshed(&id).await.is_ok() {
        app.remember(&id, |session| session.notice = "There are two new tokens.".into());
    }
    see("/")
}

/// Gives the connection back: every token of it ends (RFC 7009).
async fn disconnect(app: Data<ThirdPartyApp>, request: HttpRequest) -> HttpResponse {
    let Some(id) = browser(&request) else { return see("/") };
    if let Some(tokens) = app.remember(&id, |session| session.tokens.take()) {
        let revoked = app.revoke(tokens.access_token().secret()).await;
        let notice = revoked.map_or_else(|error| format!("Not revoked: {error}"), |()| "Disconnected.".into());
        app.remember(&id, |session| session.notice = notice);
    }
    see("/")
}

impl ThirdPartyApp {
    /// The application of these settings.
    pub fn new(settings: Settings) -> Result<Self, Box<dyn std::error::Error>> {
        let Settings { issuer, server, client_id, client_secret, address, api } = settings;
        let client = BasicClient::new(ClientId::new(client_id.clone()))
            .set_client_secret(ClientSecret::new(client_secret.clone()))
            .set_redirect_uri(RedirectUrl::new(format!("{address}/callback"))?)
            .set_auth_uri(AuthUrl::new(format!("{issuer}/oauth/authorizations/new"))?)
            .set_token_uri(TokenUrl::new(format!("{issuer}/oauth/tokens"))?);
        let http = reqwest::Client::builder()
            // A token endpoint does not redirect; whatever says so is none.
            .redirect(reqwest::redirect::Policy::none())
            .resolve(Url::parse(&issuer)?.host_str().ok_or("an issuer has a host")?, server)
            .build()?;
        Ok(Self { issuer, api, client_id, client_secret, client, http, sessions: Mutex::default() })
    }

    /// The code becomes tokens (RFC 6749 §4.1.3); what to tell the person.
    async fn exchange(&self, id: &str, code: &str, verifier: PkceCodeVerifier) -> String {
        let exchange = self.client.exchange_code(AuthorizationCode::new(code.to_owned())).set_pkce_verifier(verifier);
        match exchange.request_async(&self.http).await {
            Ok(tokens) => self.remember(id, |session| {
                session.tokens = Some(tokens);
                "Connected.".into()
            }),
            Err(error) => format!("Not connected: {error}"),
        }
    }

    /// Any token stands for the whole connection. By hand, because the crate speaks to a revocation endpoint with https
    /// only, which the demo has not.
    async fn revoke(&self, token: &str) -> reqwest::Result<()> {
        let request = self.http.post(format!("{}/oauth/revoke", self.issuer)).form(&[("token", token)]);
        let request = request.basic_auth(&self.client_id, Some(&self.client_secret));
        request.send().await?.error_for_status().map(drop)
    }

    async fn call(&self, id: &str) -> reqwest::Result<(StatusCode, String)> {
        let token = self.remember(id, |session| Some(session.tokens.as_ref()?.access_token().secret().clone()));
        let request = self.http.get(format!("{}/tickets", self.api)).bearer_auth(token.unwrap_or_default());
        let answer = request.send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// Takes the next pair (RFC 6749 §6). Two requests may do so at the same time: for a minute both get the same pair,
    /// and whoever has lost the answer asks once more. What a request gets counts only while the browser's refresh token is
    /// still the one that it sent: if another request has been there first, its pair is the newer one, and a refusal of the
    /// old token says nothing of that. Only `invalid_grant` for the token in use says that the connection is over.
    async fn refreshed(&self, id: &str) -> Result<(), ()> {
        let token = self.remember(id, |session| session.refresh_token()).ok_or(())?;
        let answer = self.client.exchange_refresh_token(&token).request_async(&self.http).await;
        self.remember(id, |session| match (session.refresh_token(), answer) {
            (None, _) => Err(()),
            (Some(now), _) if now.secret() != token.secret() => Ok(()),
            (_, Ok(tokens)) => {
                session.tokens = Some(tokens);
                Ok(())
            }
            (_, Err(RequestTokenError::ServerResponse(refusal)))
                if *refusal.error() == BasicErrorResponseType::InvalidGrant =>
            {
                (session.tokens, session.notice) = (None, "The connection is over. Connect again.\n".into());
                Err(())
            }
            (_, Err(error)) => {
                session.notice = format!("Not refreshed, try again: {error}\n");
                Err(())
            }
        })
    }

    fn remember<T>(&self, id: &str, change: impl FnOnce(&mut Session) -> T) -> T {
        change(self.sessions().entry(id.to_owned()).or_default())
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which browser a request is of.
#[expect(clippy::disallowed_methods, reason = "the name has no prefix that would have to hold")]
fn browser(request: &HttpRequest) -> Option<String> {
    Some(request.cookie("third_party_app")?.value().to_owned())
}

fn see(address: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("location", address)).finish()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
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
            client_id: "invoice_sync".into(),
            client_secret: text(&acme["clients"]["invoice_sync"])?,
            address: "http://127.0.0.1:8091".into(),
            api: "http://127.0.0.1:8092".into(),
        })
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = Data::new(ThirdPartyApp::new(Settings::of_the_demo()?)?);
    Ok(HttpServer::new(move || App::new().configure(routes(app.clone()))).bind(("127.0.0.1", 8091))?.run().await?)
}
