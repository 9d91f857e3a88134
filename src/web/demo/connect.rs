//! `POST /connect/{account}`: on to the authorization endpoint (RFC 6749 §4.1.1), with `state` and PKCE.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};

use super::account::{Account, Application};
use super::browser::{Browser, Pending, random};
use super::page::problem;
use crate::protocol::metadata::AUTHORIZATION;

/// What the application asks for.
const SCOPE: &str = "read write";

/// 1. Remember what was sent with this browser. 2. Send the browser on.
pub(super) async fn connect(application: Data<Application>, browser: Browser, account: Path<String>) -> HttpResponse {
    let Some(account) = application.account(&account) else { return problem("There is no such account.", 404) };
    if !browser.from_here {
        return problem("This form was not on a page of Invoice Sync.", 403);
    }
    let pending =
        Pending { account: account.name.clone(), state: random(&application), verifier: random(&application) };
    let address = address(&application, account, &pending);
    browser.remembered(|visitor| visitor.pending = Some(pending));
    browser.redirect(&address)
}

fn address(application: &Application, account: &Account, pending: &Pending) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, pending.verifier.as_bytes()));
    form_urlencoded::Serializer::new(format!("{}{AUTHORIZATION}?", account.issuer))
        .append_pair("response_type", "code")
        .append_pair("client_id", &account.client_id)
        .append_pair("redirect_uri", &application.redirect_uri())
        .append_pair("scope", SCOPE)
        .append_pair("state", &pending.state)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256")
        .finish()
}
