//! `POST /use/{account}/{what}`: what can be done with tokens once they are there.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::account::{Account, Application};
use super::back_channel::{Exchange, post};
use super::browser::{Browser, Connection};
use super::page::problem;
use crate::protocol::metadata::{INTROSPECTION, REVOCATION, TOKEN};

/// Refresh (RFC 6749 §6), introspect one's own token (RFC 7662), or revoke (RFC 7009).
pub(super) async fn use_token(
    application: Data<Application>,
    browser: Browser,
    way: Path<(String, String)>,
) -> HttpResponse {
    let (name, what) = way.into_inner();
    if !browser.from_here {
        return problem("This form was not on a page of Invoice Sync.", 403);
    }
    let connection = browser.remembered(|visitor| visitor.connections.get(&name).cloned());
    let Some((account, connection)) = application.account(&name).zip(connection) else {
        return browser.home("There is no connection. Connect first.");
    };
    let done = match what.as_str() {
        "refresh" => refresh(account, connection).await,
        "introspect" => introspect(account, connection).await,
        "revoke" => revoke(account, connection).await,
        _ => return problem("There is no such page.", 404),
    };
    match done {
        Ok((connection, notice)) => {
            browser.remembered(|visitor| visitor.connections.insert(name, connection));
            browser.home(notice)
        }
        Err(lost) => browser.home(lost),
    }
}

type Done = Result<(Connection, String), String>;

async fn refresh(account: &Account, connection: Connection) -> Done {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", &connection.refresh_token)];
    let said = post(account, TOKEN, &fields).await?;
    match Connection::of(said.clone()) {
        Some(fresh) => Ok((fresh, format!("{}: two new tokens. The ones before have ended.", account.title))),
        None => {
            let notice = format!("{} did not refresh: {}.", account.title, error(&said));
            Ok((Connection { last: said, ended: true, ..connection }, notice))
        }
    }
}

async fn introspect(account: &Account, connection: Connection) -> Done {
    let said = post(account, INTROSPECTION, &[("token", &connection.access_token)]).await?;
    let active = said.body["active"] == true;
    let word = if active { "active" } else { "not active" };
    let notice = format!("{} says that the access token is {word}.", account.title);
    Ok((Connection { last: said, ended: !active, ..connection }, notice))
}

async fn revoke(account: &Account, connection: Connection) -> Done {
    let said = post(account, REVOCATION, &[("token", &connection.refresh_token)]).await?;
    let ended = said.status == 200;
    let notice = match ended {
        true => format!("Access to {} has ended. Introspect the token to see it.", account.title),
        false => format!("{} did not revoke: {}.", account.title, error(&said)),
    };
    Ok((Connection { last: said, ended: ended || connection.ended, ..connection }, notice))
}

fn error(said: &Exchange) -> String {
    said.body["error"].as_str().map_or_else(|| said.status.to_string(), ToOwned::to_owned)
}
