//! `…/{id}/tokens`: what a client holds, what it may do with it, and the end of it. For the account's own clients and
//! for external ones.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::admin::Admin;
use super::denied::Denied;
use super::list::{pages, window};
use super::query::Query;
use crate::audit::Stamp;
use crate::authorizations::take_back;
use crate::clients::{self, Client, ClientId, ClientKey};
use crate::refused::Refused;
use crate::storage::{Db, Failure, Tx};
use crate::tenants::TenantId;
use crate::tokens::held::{self, Held};
use crate::web::body::Body;
use crate::web::oauth::consent_page::meaning;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::parts::{Crumb, Entry};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::admin::tokens as page;

/// Whose client, its number, and the number of a token.
type Named = (String, i64, i64);

/// What a client holds, the latest first.
pub(super) async fn list(admin: Admin, request: HttpRequest, named: Path<(String, i64)>) -> HttpResponse {
    let listed = async {
        let client = find(&admin, &named.0, named.1).await?;
        let query = Query::of(&request);
        let window = window(&query, false, true);
        let (tenant, now, asked, key) = (admin.tenant(), admin.visit.grantor.now(), window.clone(), client.key);
        let part = admin.search::<_, Failure>(move |db| held::list(db, tenant, key, now, &asked)).await?;
        let pages = pages(&query, &path(&client), &window, &part, held::place);
        Ok(admin.page(&page::Tokens {
            shell: admin.shell(section(&client), true),
            crumb: crumb(&admin, &client),
            client: client.name.clone(),
            help: "/admin/help/tokens#make".to_owned(),
            rows: part.rows.iter().map(|held| row(&admin, &client, held)).collect(),
            pages,
        }))
    };
    admin.answer(listed.await)
}

/// The client that a path names: the account's own, or a global one.
async fn find(admin: &Admin, owner: &str, id: i64) -> Result<Client, Denied> {
    let tenant = admin.tenant();
    let owner = if owner == "clients" { tenant } else { TenantId::PLATFORM };
    let key = ClientKey { tenant: owner, id: ClientId::new(id) };
    let read = move |db: &mut Db| {
        let found = clients::store::by_key(db, tenant, key)?.filter(|client| client.deleted_at.is_none());
        found.ok_or(Refused::Unknown("client"))
    };
    admin.read(read).await
}

/// The address of what a client holds.
fn path(client: &Client) -> String {
    format!("{}/{}/tokens", section(client).path(), client.key.id)
}

fn section(client: &Client) -> Section {
    if client.is_global() { Section::GlobalClients } else { Section::Clients }
}

fn crumb(admin: &Admin, client: &Client) -> Crumb {
    let section = section(client);
    Crumb { href: section.path().to_owned(), name: admin.say(section.name()) }
}

fn row(admin: &Admin, client: &Client, held: &Held) -> page::Token {
    let here = format!("{}/{}", path(client), held.id);
    let words = admin.visit.grantor.catalogue.explain(&held.scopes);
    page::Token {
        href: here.clone(),
        hint: held.hint.clone(),
        person: held.user_name.clone(),
        email: held.user_email.clone(),
        scopes: words.into_iter().map(|word| (meaning(&admin.visit, word), word.name.clone())).collect(),
        created: held.created_at,
        expires: held.expires_at,
        used: held.used_at,
        entries: vec![
            Entry::new(here.clone(), admin.say("admin-view-scopes")),
            Entry::ending(format!("{here}/delete"), admin.say("admin-delete")),
        ],
    }
}

async fn named(admin: &Admin, (owner, client, token): &Named) -> Result<(Client, Held), Denied> {
    let client = find(admin, owner, *client).await?;
    let (tenant, now, key, id) = (admin.tenant(), admin.visit.grantor.now(), client.key, *token);
    let held = admin.read(move |db| held::show(db, tenant, key, id, now)).await?;
    Ok((client, held))
}

/// One token with its scopes.
pub(super) async fn show(admin: Admin, at: Path<Named>) -> HttpResponse {
    let shown = named(&admin, &at).await.map(|(client, held)| {
        admin.page(&page::TokenPage {
            shell: admin.shell(section(&client), true),
            crumb: Crumb { href: path(&client), name: admin.say("tokens-title").name("app", &client.name) },
            client: client.name.clone(),
            token: row(&admin, &client, &held),
            delete: format!("{}/{}/delete", path(&client), held.id),
        })
    });
    admin.answer(shown)
}

/// What ends with a token.
pub(super) async fn ask_to_delete(admin: Admin, at: Path<Named>) -> HttpResponse {
    let asked = named(&admin, &at).await.map(|(client, held)| {
        let says = admin.say("token-delete-says").name("name", &held.user_name).name("app", &client.name);
        admin.page(&Confirm {
            shell: admin.shell(section(&client), true),
            crumb: Crumb { href: path(&client), name: admin.say("tokens-title").name("app", &client.name) },
            title: admin.say("token-delete-title"),
            sentences: vec![says],
            choices: None,
            typed: None,
            refused: None,
            form: admin.form(&format!("{}/{}/delete", path(&client), held.id), &[]),
            button: admin.say("token-delete"),
            ends: true,
            cancel: path(&client),
        })
    });
    admin.answer(asked)
}

/// 1. The form is this session's. 2. The access ends. 3. Back to what the client holds.
pub(super) async fn delete(admin: Admin, at: Path<Named>, body: Body) -> HttpResponse {
    let deleted = async {
        let client = find(&admin, &at.0, at.1).await?;
        admin.submitted(body, &format!("{}/{}/delete", path(&client), at.2), &[])?;
        let (tenant, id, back) = (admin.tenant(), at.2, path(&client));
        let job = move |tx: &mut Tx<'_>, stamp: &Stamp| {
            let listed = held::find(tx.db, tenant, client.key, id, stamp.at)?;
            take_back(tx, &listed, stamp)
        };
        admin.write(job).await?;
        Ok(admin.done(&back, "token-deleted"))
    };
    admin.answer(deleted.await)
}
