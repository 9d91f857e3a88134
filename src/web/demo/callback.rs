//! `GET /callback`: the browser comes back (RFC 6749 §4.1.2), with a code or with a no.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use serde::Deserialize;

use super::account::{Account, Application};
use super::back_channel::{Exchange, post};
use super::browser::{Browser, Connection, Pending};
use super::page::problem;
use crate::protocol::metadata::TOKEN;

/// The authorization response.
#[derive(Deserialize)]
pub(super) struct Response {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// 1. It answers what this browser asked (`state`). 2. It comes from whom it was asked of (`iss`, RFC 9207 §2.4).
/// 3. A no is a no. 4. The code becomes tokens.
pub(super) async fn callback(
    application: Data<Application>,
    browser: Browser,
    response: Query<Response>,
) -> HttpResponse {
    let pending = browser.remembered(|visitor| visitor.pending.take());
    let Some(pending) = pending.filter(|pending| response.state.as_ref() == Some(&pending.state)) else {
        return problem("This answer does not belong to a question of yours. Go back and connect again.", 400);
    };
    let Some(account) = application.account(&pending.account) else { return problem("There is no such account.", 404) };
    if response.iss.as_ref() != Some(&account.issuer) {
        return problem("This answer comes from somebody else than it should. Go back and connect again.", 400);
    }
    match (&response.code, &response.error) {
        (Some(code), None) => exchange(&application, &browser, account, &pending, code).await,
        (_, Some(error)) => browser.home(refused(account, error, response.error_description.as_deref())),
        (None, None) => problem("This answer has no code. Go back and connect again.", 400),
    }
}

fn refused(account: &Account, error: &str, description: Option<&str>) -> String {
    let says = description.unwrap_or_default();
    format!("Not connected to {}. The answer was {error}: {says}", account.title)
}

async fn exchange(
    application: &Application,
    browser: &Browser,
    account: &Account,
    pending: &Pending,
    code: &str,
) -> HttpResponse {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &application.redirect_uri()),
        ("code_verifier", &pending.verifier),
    ];
    match post(account, TOKEN, &fields).await {
        Ok(said) => match Connection::of(said.clone()) {
            Some(connection) => {
                browser.remembered(|visitor| visitor.connections.insert(account.name.clone(), connection));
                browser.home(format!("Connected to {}.", account.title))
            }
            None => browser.home(format!("Not connected to {}. The answer was {}", account.title, said.shown)),
        },
        Err(lost) => browser.home(format!("Not connected to {}: {lost}", account.title)),
    }
}

impl Connection {
    /// The connection that a token answer makes (RFC 6749 §5.1).
    pub(super) fn of(said: Exchange) -> Option<Self> {
        let text = |name: &str| said.body.get(name)?.as_str().map(ToOwned::to_owned);
        let (access_token, refresh_token) = (text("access_token")?, text("refresh_token")?);
        let scope = text("scope").unwrap_or_default();
        (said.status == 200).then_some(Self { access_token, refresh_token, scope, last: said, ended: false })
    }
}
