//! `GET /`: the accounts, and what each of them gave.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::account::{Account, Application};
use super::back_channel::hint;
use super::browser::{Browser, Connection};
use super::page::{Connected, Home, Shown, page};

/// The one page.
pub(super) async fn show(application: Data<Application>, browser: Browser) -> HttpResponse {
    let (mut connections, notice) = browser.remembered(|visitor| (visitor.connections.clone(), visitor.notice.take()));
    let shown = |account| shown(account, connections.remove(&account.name));
    page(&Home { notice, accounts: application.accounts.iter().map(shown).collect() }, 200)
}

fn shown(account: &Account, connection: Option<Connection>) -> Shown<'_> {
    let connected = connection.map(|connection| Connected {
        access_token: hint(&connection.access_token),
        refresh_token: hint(&connection.refresh_token),
        scope: connection.scope,
        ended: connection.ended,
        last: connection.last,
    });
    Shown { name: &account.name, title: &account.title, host: account.host(), people: &account.people, connected }
}
