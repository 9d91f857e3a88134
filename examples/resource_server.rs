//! An API that third-party applications call with access tokens: tickets, to be read and written.
//!
//! It knows nothing of people or applications: with each request it asks Grantor what the token is worth (RFC 7662),
//! as itself, and answers as RFC 6750 §3 wants: 401 without a token that works, 403 where a scope is missing.
//!
//! ```sh
//! cargo run -- demo                         # leaves the credentials in grantor-demo/
//! cargo run --example resource_server       # the API of the account acme, on 127.0.0.1:8092
//! curl -i http://127.0.0.1:8092/tickets     # 401; `machine` and `third_party_app` bring a token
//! ```

use std::net::SocketAddr;

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use actix_web::web::{Data, ServiceConfig, get, post};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde::Deserialize;
use serde_json::{Value, json};

/// What the API was told when it was registered (`grantor resource-server create acme tickets_api`).
pub struct Settings {
    /// The account's issuer, which is its address too: `http://acme.localhost:8080`.
    pub issuer: String,
    /// Where that is: names below `localhost` need not resolve.
    pub server: SocketAddr,
    /// The API's identifier.
    pub identifier: String,
    /// Its secret, shown once when it was registered.
    pub secret: String,
}

/// The API.
#[derive(Clone)]
pub struct Api {
    introspection: String,
    identifier: String,
    secret: String,
    http: reqwest::Client,
}

/// What a token is worth (RFC 7662 §2.2). Nothing but `active` is there for one that is worth nothing.
#[derive(Deserialize)]
struct Token {
    active: bool,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    user: Value,
    #[serde(default)]
    tenant: Value,
}

/// `GET` and `POST /tickets`.
pub fn routes(api: Api) -> impl FnOnce(&mut ServiceConfig) {
    move |table| {
        table.app_data(Data::new(api));
        table.route("/tickets", get().to(read)).route("/tickets", post().to(write));
    }
}

async fn read(api: Data<Api>, request: HttpRequest) -> HttpResponse {
    match api.admit(&request, "tickets:read").await {
        Ok(token) => HttpResponse::Ok().json(json!({
            "tenant": token.tenant["subdomain"],
            "for": token.user["email"],
            "tickets": [{ "id": 35_436, "subject": "Help, my printer is on fire!" }],
        })),
        Err(refusal) => refusal,
    }
}

async fn write(api: Data<Api>, request: HttpRequest) -> HttpResponse {
    match api.admit(&request, "tickets:write").await {
        Ok(_) => HttpResponse::Created().json(json!({ "ticket": { "id": 35_437 } })),
        Err(refusal) => refusal,
    }
}

impl Api {
    /// The API of these settings.
    pub fn new(settings: Settings) -> Result<Self, Box<dyn std::error::Error>> {
        let host = url::Url::parse(&settings.issuer)?.host_str().ok_or("an issuer has a host")?.to_owned();
        Ok(Self {
            introspection: format!("{}/oauth/introspect", settings.issuer),
            identifier: settings.identifier,
            secret: settings.secret,
            http: reqwest::Client::builder().resolve(&host, settings.server).build()?,
        })
    }

    /// The token of `request` if it is worth `scope`, or the answer to a request that brings none.
    async fn admit(&self, request: &HttpRequest, scope: &str) -> Result<Token, HttpResponse> {
        let header = request.headers().get(AUTHORIZATION).and_then(|header| header.to_str().ok());
        let Some(token) = header.and_then(bearer) else {
            // RFC 6750 §3.1: a request without credentials is told no error.
            return Err(challenge(StatusCode::UNAUTHORIZED, ""));
        };
        // An API that cannot ask lets nobody in.
        let token = self.introspect(token).await.map_err(|_| HttpResponse::ServiceUnavailable().finish())?;
        if !token.active {
            return Err(challenge(StatusCode::UNAUTHORIZED, r#", error="invalid_token""#));
        }
        if !covers(&token.scope, scope) {
            let lacks = format!(r#", error="insufficient_scope", scope="{scope}""#);
            return Err(challenge(StatusCode::FORBIDDEN, &lacks));
        }
        Ok(token)
    }

    async fn introspect(&self, token: &str) -> reqwest::Result<Token> {
        let question = self.http.post(&self.introspection).basic_auth(&self.identifier, Some(&self.secret));
        question.form(&[("token", token)]).send().await?.error_for_status()?.json().await
    }
}

/// The token of `Authorization: Bearer TOKEN`.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Whether one of the `granted` words contains `scope`: `tickets:read` lies within `read` and within `tickets`.
fn covers(granted: &str, scope: &str) -> bool {
    let (resource, access) = scope.split_once(':').unwrap_or((scope, ""));
    granted.split(' ').any(|word| word == scope || word == resource || word == access)
}

fn challenge(status: StatusCode, error: &str) -> HttpResponse {
    HttpResponse::build(status).insert_header((WWW_AUTHENTICATE, format!(r#"Bearer realm="Tickets"{error}"#))).finish()
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
            identifier: "tickets_api".into(),
            secret: text(&acme["resource_servers"]["tickets_api"])?,
        })
    }
}

#[actix_web::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let api = Api::new(Settings::of_the_demo()?)?;
    Ok(HttpServer::new(move || App::new().configure(routes(api.clone()))).bind(("127.0.0.1", 8092))?.run().await?)
}
