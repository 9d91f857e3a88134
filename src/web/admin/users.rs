//! `/admin/users`: the people of the account.
//!
//! The form of a new one carries the number that they will have, so that sending it twice makes one user.
//! Nobody changes their own role or suspends themselves here: an account whose last admin has locked themselves out
//! could only be helped by the operator.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};

use super::admin::Admin;
use super::denied::Denied;
use super::flaws::flaws;
use super::list::{pages, window};
use super::query::Query;
use crate::refused::Refused;
use crate::storage::{Db, Failure, Tx, Words};
use crate::users::{self, Change, Filter, NewUser, Order, Role, User, UserId};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::parts::{Choice, Crumb, Entry, Flaw, Pages};
use crate::web::pages::admin::shell::Section;
use crate::web::pages::admin::users as page;
use crate::web::pages::problem::Problem;

/// Where they are.
pub(super) const PATH: &str = "/admin/users";

/// Where one is added; also the name of the form.
const NEW: &str = "/admin/users/new";

const ROLES: [Role; 3] = [Role::Admin, Role::Agent, Role::EndUser];

/// The list, by name.
pub(super) async fn list(admin: Admin, request: HttpRequest) -> HttpResponse {
    let query = Query::of(&request);
    let roles = query.get("role").and_then(Role::parse).into_iter().collect();
    let wanted = Filter { text: query.get("q").map(Words::cut), roles, ..Filter::default() };
    let (tenant, window) = (admin.tenant(), window(&query, true, false));
    let asked = window.clone();
    let read = move |db: &mut Db| users::page(db, tenant, &wanted, Order::Name, &asked);
    let listed = admin.search::<_, Failure>(read).await.map(|part| {
        let pages = pages(&query, PATH, &window, &part, |user| Order::Name.place(user));
        admin.page(&table(&admin, &query, &part.rows, pages))
    });
    admin.answer(listed)
}

fn table(admin: &Admin, query: &Query, rows: &[User], pages: Pages) -> page::Users {
    let role = |word: &'static str| {
        let value = if word == "any" { "" } else { word };
        Choice::new(value, admin.say("admin-role").word("role", word), query.text("role") == value)
    };
    page::Users {
        shell: admin.shell(Section::Users, true),
        add: NEW.to_owned(),
        text: query.text("q"),
        roles: std::iter::once("any").chain(ROLES.map(Role::as_str)).map(role).collect(),
        filtered: query.get("q").or(query.get("role")).is_some(),
        rows: rows.iter().map(|user| row(admin, user)).collect(),
        pages,
    }
}

/// What can be done about a user.
fn entries(admin: &Admin, user: &User) -> Vec<Entry> {
    let id = user.id.number();
    let entry = |rest: &str, name| Entry::new(path(id, rest), admin.say(name));
    let mut entries = vec![entry("", "admin-edit")];
    if user.may_sign_in() {
        entries.push(entry("/link", "users-link"));
    }
    if user.id != admin.user.id {
        entries.push(match user.suspended {
            true => entry("/unsuspend", "users-unsuspend"),
            false => entry("/suspend", "users-suspend"),
        });
    }
    let log = format!("/admin/audit_logs?source_type=user&source_id={id}");
    entries.push(Entry::new(log, admin.say("admin-view-audit-log")));
    if user.id != admin.user.id {
        entries.push(Entry::ending(path(id, "/delete"), admin.say("admin-delete")));
    }
    entries
}

fn row(admin: &Admin, user: &User) -> page::User {
    page::User {
        href: path(user.id.number(), ""),
        name: user.name.clone(),
        email: user.email.clone(),
        role: user.role.as_str(),
        verified: user.verified,
        suspended: user.suspended,
        created: user.created_at,
        entries: entries(admin, user),
    }
}

/// The address of something about a user.
pub(super) fn path(id: i64, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

/// The way back to the list.
pub(super) fn crumb(admin: &Admin) -> Crumb {
    Crumb { href: PATH.to_owned(), name: admin.say("admin-users") }
}

/// A user of this account; another account's is not there.
pub(super) async fn find(admin: &Admin, id: i64) -> Result<User, Denied> {
    let tenant = admin.tenant();
    let read = move |db: &mut Db| {
        let found = users::store::by_id(db, tenant, UserId::new(id))?.filter(|user| user.deleted_at.is_none());
        found.ok_or(Refused::Unknown("user"))
    };
    admin.read(read).await
}

/// An empty form.
pub(super) async fn blank(admin: Admin) -> HttpResponse {
    let page = async {
        let [id] = admin.visit.grantor.storage.ids().await?;
        Ok(admin.page(&form(&admin, (id, None), ["", "", Role::EndUser.as_str()], Vec::new(), true)))
    };
    admin.answer(page.await)
}

/// 1. The form is this session's. 2. Every field can be so. 3. The user is made, vouched for. 4. On to them.
pub(super) async fn create(admin: Admin, body: Body) -> HttpResponse {
    admin.answer(made(&admin, body).await)
}

async fn made(admin: &Admin, body: Body) -> Result<HttpResponse, Denied> {
    let sent = admin.submitted(body, NEW, &["id"])?;
    let number: i64 = field(&sent, "id")?.parse().map_err(|_| Problem::Unreadable)?;
    let (email, name, role) = (field(&sent, "email")?, field(&sent, "name")?, field(&sent, "role")?);
    let (tenant, id, given) = (admin.tenant(), UserId::new(number), Role::parse(&role).unwrap_or(Role::EndUser));
    let new = NewUser { name: name.clone(), verified: true, ..NewUser::new(email.trim(), given) };
    let job = move |tx: &mut Tx<'_>, stamp: &_| match users::store::by_id(tx.db, tenant, id)? {
        Some(known) => Ok(known),
        None => users::create(tx, tenant, id, &new, stamp),
    };
    match admin.write(job).await {
        Ok(_) => Ok(admin.done(&path(number, ""), "user-created")),
        Err(Denied::Invalid(problems)) => {
            let flaws = flaws(admin, &problems, label);
            Ok(admin.refused(&form(admin, (number, None), [&email, &name, &role], flaws, false)))
        }
        Err(denied) => Err(denied),
    }
}

fn label(field: &str) -> &'static str {
    if field == "email" { "sign-in-email" } else { "users-name" }
}

/// A user, to read and to change.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let found = find(&admin, *id).await;
    admin.answer(found.map(|user| {
        admin.page(&form(&admin, (*id, Some(&user)), [&user.email, &user.name, user.role.as_str()], Vec::new(), true))
    }))
}

/// 1. The form is this session's. 2. Every field can be so, and nobody changes their own role. 3. Back to them.
pub(super) async fn save(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let saved = async {
        let sent = admin.submitted(body, &path(*id, ""), &[])?;
        let user = find(&admin, *id).await?;
        let (name, role) = (field(&sent, "name")?, field(&sent, "role")?);
        let given = Role::parse(&role).filter(|_| user.id != admin.user.id);
        let change = Change { name: Some(name.clone()), role: given, ..Change::default() };
        let (tenant, number) = (user.tenant, user.id);
        match admin.write(move |tx, stamp| users::set(tx, tenant, number, &change, stamp)).await {
            Ok(_) => Ok(admin.done(&path(*id, ""), "user-saved")),
            Err(Denied::Invalid(problems)) => {
                let flaws = flaws(&admin, &problems, label);
                Ok(admin.refused(&form(&admin, (*id, Some(&user)), [&user.email, &name, &role], flaws, false)))
            }
            Err(denied) => Err(denied),
        }
    };
    admin.answer(saved.await)
}

fn form(
    admin: &Admin,
    (id, user): (i64, Option<&User>),
    [email, name, role]: [&str; 3],
    flaws: Vec<Flaw>,
    again: bool,
) -> page::UserPage {
    let own = user.is_some_and(|user| user.id == admin.user.id);
    let choice =
        |of: Role| Choice::new(of.as_str(), admin.say("admin-role").word("role", of.as_str()), of.as_str() == role);
    page::UserPage {
        shell: admin.shell(Section::Users, again),
        crumb: crumb(admin),
        title: match user {
            Some(user) => admin.say("users-edit-title").name("name", &user.name),
            None => admin.say("users-add-title"),
        },
        user: user.map(|user| {
            let row = row(admin, user);
            page::User { entries: row.entries.into_iter().skip(1).collect(), ..row }
        }),
        external_id: user.and_then(|user| user.external_id.clone()),
        name: name.to_owned(),
        email: email.to_owned(),
        roles: if own { Vec::new() } else { ROLES.map(choice).to_vec() },
        flaws,
        form: match user {
            Some(_) => admin.form(&path(id, ""), &[]),
            None => admin.form(NEW, &[("id", id.to_string())]),
        },
        cancel: PATH.to_owned(),
    }
}

/// What stops when a user is suspended.
pub(super) async fn ask_to_suspend(admin: Admin, id: Path<i64>) -> HttpResponse {
    let says = ["users-suspend-title", "users-suspend-says", "users-suspend"];
    let asked = other(&admin, *id).await;
    admin.answer(asked.map(|user| admin.page(&question(&admin, &user, "suspend", says))))
}

/// 1. The form is this session's. 2. It is somebody else. 3. They are shut out. 4. Back to them.
pub(super) async fn suspend(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, true).await)
}

/// What works again when a suspension is lifted.
pub(super) async fn ask_to_unsuspend(admin: Admin, id: Path<i64>) -> HttpResponse {
    let says = ["users-unsuspend-title", "users-unsuspend-says", "users-unsuspend"];
    let asked = other(&admin, *id).await;
    admin.answer(asked.map(|user| admin.page(&question(&admin, &user, "unsuspend", says))))
}

/// 1. The form is this session's. 2. They are let in again. 3. Back to them.
pub(super) async fn unsuspend(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    admin.answer(turn(&admin, *id, body, false).await)
}

async fn turn(admin: &Admin, id: i64, body: Body, suspended: bool) -> Result<HttpResponse, Denied> {
    admin.submitted(body, &path(id, if suspended { "/suspend" } else { "/unsuspend" }), &[])?;
    let user = other(admin, id).await?;
    let change = Change { suspended: Some(suspended), ..Change::default() };
    admin.write(move |tx, stamp| users::set(tx, user.tenant, user.id, &change, stamp)).await?;
    Ok(admin.done(&path(id, ""), if suspended { "user-suspended" } else { "user-unsuspended" }))
}

/// Somebody of this account who is not the admin who asks.
pub(super) async fn other(admin: &Admin, id: i64) -> Result<User, Denied> {
    let user = find(admin, id).await?;
    if user.id == admin.user.id { Err(Problem::NotFound.into()) } else { Ok(user) }
}

/// A question about a user: title, sentence, button.
pub(super) fn question(admin: &Admin, user: &User, verb: &str, [title, says, button]: [&'static str; 3]) -> Confirm {
    let here = path(user.id.number(), &format!("/{verb}"));
    Confirm {
        shell: admin.shell(Section::Users, true),
        crumb: crumb(admin),
        title: admin.say(title).name("name", &user.name),
        sentences: vec![admin.say(says)],
        choices: None,
        typed: None,
        refused: None,
        form: admin.form(&here, &[]),
        button: admin.say(button),
        ends: false,
        cancel: path(user.id.number(), ""),
    }
}
