//! The page that asks: who wants what, as whom, and where it leads.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::authorizations::consent::Consent;
use crate::authorizations::request::Query;
use crate::clients::{Client, Kind};
use crate::protocol::redirect_uri::{Destination, destination};
use crate::protocol::scope::{Access, Reach, Scope, Word};
use crate::tenants::Settings;
use crate::users::User;
use crate::web::account::connected_apps;
use crate::web::look;
use crate::web::oauth::asked::Asked;
use crate::web::pages::consent::{self as page, Asking, Meaning, Next, Person};
use crate::web::pages::headers::Answer;
use crate::web::visit::Visit;

/// The form's name, and where it goes.
pub const FORM: &str = "/oauth/authorizations";

/// The consent page for `scopes`, of which `remembered` was allowed before.
pub fn show(visit: &Visit, asked: &Asked, user: &User, scopes: &Scope, remembered: Option<&Consent>) -> HttpResponse {
    let settled = asked.query.settled(&asked.request, scopes);
    let lines = lines(visit, scopes, remembered);
    let consent = page::Consent {
        frame: visit.frame(true),
        client: asking(asked),
        person: person(visit, asked, user),
        allowed_less_on: remembered.filter(|_| lines.iter().any(|line| line.new)).map(|consent| consent.updated_at),
        scopes: lines,
        idle_days: idle_days(&asked.request.client, &visit.at.tenant.settings),
        next: next(&asked.request.redirect_uri),
        asked_each_time: asked.request.client.kind == Kind::Public,
        connected_apps: visit.grantor.config.surfaces.pages.then(|| connected_apps::PATH.to_owned()),
        form: visit.forms.form(FORM, FORM, hidden(&settled)),
    };
    visit.page(Answer::Flow, StatusCode::OK, &consent)
}

/// The hidden fields: the whole request, because nothing of it is stored.
pub fn hidden(query: &Query) -> Vec<(String, String)> {
    query.pairs().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// After how many days without use access ends, unless the client asks for another lifetime within the bounds: never, if
/// its access tokens do not expire.
fn idle_days(client: &Client, settings: &Settings) -> Option<u32> {
    client.access_token_lifetimes(settings)?;
    u32::try_from(client.refresh_token_lifetimes(settings).default / 86_400).ok()
}

fn asking(asked: &Asked) -> Asking {
    let client = &asked.request.client;
    let said = |text: &String| (!text.is_empty()).then(|| text.clone());
    Asking {
        name: client.name.clone(),
        publisher: said(&client.company),
        description: said(&client.description),
        logo: client.logo_id.as_deref().map(look::logo),
        global: client.is_global(),
    }
}

fn person(visit: &Visit, asked: &Asked, user: &User) -> Person {
    Person {
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.as_str(),
        other_account: visit.sign_in_address(&Asked::address(&asked.query)),
    }
}

/// One line a scope, widest first; new is what lies beyond what was allowed before.
fn lines(visit: &Visit, scopes: &Scope, remembered: Option<&Consent>) -> Vec<page::Scope> {
    let catalogue = &visit.grantor.catalogue;
    let new = remembered.map(|consent| catalogue.difference(scopes, &consent.scopes)).unwrap_or_default();
    let line = |word: &Word| page::Scope { meaning: meaning(visit, word), new: new.has(&word.name) };
    catalogue.explain(scopes).into_iter().map(line).collect()
}

/// What a scope word means, as the page says it.
pub fn meaning(visit: &Visit, word: &Word) -> Meaning {
    if let Some(described) = word.description.get(visit.language().tag()).or_else(|| word.description.get("en")) {
        return Meaning::Described(described.clone());
    }
    match (&word.reach, word.access) {
        (Reach::EndUsers, _) => Meaning::Impersonate,
        (Reach::Everything, Access::Read) => Meaning::Read,
        (Reach::Everything, _) => Meaning::Write,
        (Reach::Resource(name), Access::Read) if name == "credentials" => Meaning::SeeCredentials,
        (Reach::Resource(name), Access::Write) if name == "credentials" => Meaning::ChangeCredentials,
        (Reach::Resource(name), Access::Both) if name == "credentials" => Meaning::SeeAndChangeCredentials,
        (Reach::Resource(name), Access::Read) => Meaning::See(name.clone()),
        (Reach::Resource(name), Access::Write) => Meaning::Change(name.clone()),
        (Reach::Resource(name), Access::Both) => Meaning::SeeAndChange(name.clone()),
    }
}

fn next(redirect_uri: &str) -> Next {
    match destination(redirect_uri) {
        Destination::Host(host) => Next::Site(host),
        Destination::Loopback(authority) => Next::Loopback(authority),
        Destination::App(scheme) => Next::Scheme(scheme),
    }
}
