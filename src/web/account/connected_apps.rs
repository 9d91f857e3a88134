//! `/account/connected-apps`: what a person has let in, and the way to take it back.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use crate::authorizations::connected::{self, Connected};
use crate::clients::{self, ClientId, ClientKey};
use crate::storage::{Db, Failure, Tx};
use crate::tenants::TenantId;
use crate::users::User;
use crate::web::access::{field, logout, own_form};
use crate::web::body::Body;
use crate::web::look;
use crate::web::oauth::consent_page::meaning;
use crate::web::pages::connected_apps::{App, ConnectedApps, Removed};
use crate::web::pages::headers::Answer;
use crate::web::pages::problem::Problem;
use crate::web::visit::Visit;

/// Where it is; also the name of its forms.
pub const PATH: &str = "/account/connected-apps";

/// Where the form goes that disconnects every application; also its name.
pub const ALL: &str = "/account/connected-apps/all";

/// The list.
pub async fn show(visit: Visit, request: HttpRequest) -> HttpResponse {
    let Some((_, user)) = visit.signed_in.clone() else {
        return visit.redirect(&visit.sign_in_address(PATH));
    };
    let (tenant, id, now) = (visit.at.tenant.id, user.id, visit.grantor.now());
    let list = move |db: &mut Db| connected::list(db, tenant, id, now);
    match visit.grantor.storage.search::<_, Failure>(list).await {
        Ok(apps) => page(&visit, &user, &apps, removed(request.query_string())),
        Err(failure) => visit.failed(&failure),
    }
}

/// What the page before has done.
fn removed(query: &str) -> Removed {
    let said = |word: &str| query.split('&').any(|pair| pair == word);
    match (said("removed=1"), said("removed=all")) {
        (true, _) => Removed::One,
        (_, true) => Removed::All,
        _ => Removed::None,
    }
}

/// 1. The form is this session's, for this application. 2. Everything that it was given ends. 3. Back to the list.
pub async fn remove(visit: Visit, body: Body) -> HttpResponse {
    match take_out(&visit, body).await {
        Ok(Ok(())) => visit.redirect(&format!("{PATH}?removed=1")),
        Ok(Err(failure)) => visit.failed(&failure),
        Err(problem) => visit.problem(problem),
    }
}

async fn take_out(visit: &Visit, body: Body) -> Result<Result<(), Failure>, Problem> {
    let parameters = own_form(visit, body)?;
    let (owner, id) = (field(&parameters, "owner")?, field(&parameters, "client")?);
    let Some((_, user)) = &visit.signed_in else { return Err(Problem::Stale(None)) };
    if !visit.forms.proves(PATH, &hidden(&owner, &id), &field(&parameters, "csrf")?) {
        return Err(Problem::Stale(None));
    }
    let (Ok(owner), Ok(id)) = (owner.parse(), id.parse()) else { return Err(Problem::Unreadable) };
    let client = ClientKey { tenant: TenantId::new(owner), id: ClientId::new(id) };
    Ok(disconnect(visit, user, client).await)
}

/// 1. The form is this session's. 2. Everything that any application was given ends. 3. Back to the list.
pub async fn remove_all(visit: Visit, body: Body) -> HttpResponse {
    match take_out_all(&visit, body).await {
        Ok(Ok(())) => visit.redirect(&format!("{PATH}?removed=all")),
        Ok(Err(failure)) => visit.failed(&failure),
        Err(problem) => visit.problem(problem),
    }
}

async fn take_out_all(visit: &Visit, body: Body) -> Result<Result<(), Failure>, Problem> {
    let parameters = own_form(visit, body)?;
    let Some((_, user)) = visit.signed_in.clone() else { return Err(Problem::Stale(None)) };
    if !visit.forms.proves(ALL, &[], &field(&parameters, "csrf")?) {
        return Err(Problem::Stale(None));
    }
    let stamp = match visit.grantor.storage.ids().await {
        Ok([event]) => visit.stamp(user.actor(), event),
        Err(failure) => return Ok(Err(failure)),
    };
    Ok(visit.grantor.storage.write(move |tx| connected::disconnect_all(tx, &user, &stamp)).await)
}

async fn disconnect(visit: &Visit, user: &User, client: ClientKey) -> Result<(), Failure> {
    let [event] = visit.grantor.storage.ids().await?;
    let stamp = visit.stamp(user.actor(), event);
    let (tenant, user) = (visit.at.tenant.id, user.id);
    let job = move |tx: &mut Tx<'_>| match clients::store::by_key(tx.db, tenant, client)? {
        Some(client) => connected::disconnect(tx, tenant, user, &client, &stamp),
        None => Ok(()),
    };
    visit.grantor.storage.write(job).await
}

fn page(visit: &Visit, user: &User, apps: &[Connected], removed: Removed) -> HttpResponse {
    let page = ConnectedApps {
        frame: visit.frame(true),
        name: user.name.clone(),
        apps: apps.iter().map(|connected| app(visit, connected)).collect(),
        removed,
        sign_out: visit.forms.form(logout::FORM, logout::FORM, Vec::new()),
    };
    visit.page(Answer::Page, StatusCode::OK, &page)
}

fn app(visit: &Visit, connected: &Connected) -> App {
    let Connected { client, scopes, since, last_used } = connected;
    let words = visit.grantor.catalogue.explain(scopes);
    let (owner, id) = (client.key.tenant.to_string(), client.key.id.to_string());
    App {
        id: client.key.id.number(),
        name: client.name.clone(),
        publisher: (!client.company.is_empty()).then(|| client.company.clone()),
        logo: client.logo_id.as_deref().map(look::logo),
        scopes: words.into_iter().map(|word| meaning(visit, word)).collect(),
        since: *since,
        last_used: *last_used,
        form: visit.forms.form(PATH, PATH, hidden(&owner, &id)),
    }
}

fn hidden(owner: &str, client: &str) -> Vec<(String, String)> {
    vec![("owner".to_owned(), owner.to_owned()), ("client".to_owned(), client.to_owned())]
}
