//! Who may call what: every row of the table with every role, every scope and none.

use actix_web::http::Method;
use grantor::users::Role;
use grantor::web::api::table::{Needs, Row, TABLE, Verb};

use super::Office;
use crate::harness::answer::Answer;
use crate::harness::browser::Browser;

/// What a token may have been given; each lacks something that another has.
const SCOPES: [&str; 9] = [
    "tickets:read",
    "read",
    "write",
    "read write",
    "impersonate",
    "credentials:read",
    "credentials:write",
    "users:read",
    "auditlogs:read",
];

fn path(row: &Row, suffix: &str) -> String {
    format!("/api/v2/{}{suffix}", row.path.replace("{id}", "999"))
}

/// Whether a token with this one scope (or two) is enough, by what the contract says in words.
fn enough(row: &Row, scope: &str) -> bool {
    let broad = scope.split(' ').any(|word| word == "read");
    match row.needs {
        Needs::Nothing => true,
        Needs::Read(resource) => broad || scope == format!("{resource}:read"),
        Needs::OwnOrRead => broad || scope == "credentials:read",
        Needs::Credentials | Needs::OwnOrCredentials => scope == "credentials:write",
    }
}

fn let_in(answer: &Answer) -> bool {
    assert_ne!(answer.status, 405, "{}", answer.text());
    assert!(answer.status < 500, "{} {}", answer.status, answer.text());
    !matches!(answer.status, 401 | 403)
}

#[actix_web::test]
async fn a_token_may_what_its_scopes_and_the_role_of_its_user_allow() {
    let office = Office::new().await;
    for role in Role::ALL {
        for scope in SCOPES {
            let Some(token) = office.try_token(office.somebody(role), scope).await else {
                assert!(role < Role::Admin, "an admin may have {scope}");
                continue;
            };
            // What ends the token comes last.
            for row in TABLE.iter().filter(|row| row.path != "oauth/tokens/current") {
                let answer = office.call(row.method.into(), &path(row, ""), &token).send().await;
                let may = row.lowest.is_none_or(|lowest| role >= lowest) && enough(row, scope);
                assert_eq!(let_in(&answer), may, "{role} {scope} {:?} {}: {}", row.method, row.path, answer.text());
            }
        }
    }
}

#[actix_web::test]
async fn nobody_may_nothing_but_ask_who_they_are() {
    let office = Office::new().await;
    for row in TABLE {
        for suffix in ["", ".json"] {
            let call = office.server().call(row.method.into(), "acme", &path(row, suffix));
            let answer = call.send().await;
            assert_eq!(let_in(&answer), row.lowest.is_none(), "{:?} {}", row.method, row.path);
        }
    }
    let open: Vec<&str> = TABLE.iter().filter(|row| row.lowest.is_none()).map(|row| row.path).collect();
    assert_eq!(open, ["users/me"]);
}

#[actix_web::test]
async fn a_session_may_look_and_change_by_the_role_of_its_person() {
    let office = Office::new().await;
    for role in Role::ALL {
        let browser = office.server().signed_in(&office.world.tenant, office.somebody(role)).await;
        for row in TABLE {
            let may = row.lowest.is_none_or(|lowest| role >= lowest);
            let answer = by_session(&office, &browser, row, true).await;
            assert_eq!(let_in(&answer), may, "{role} {:?} {}: {}", row.method, row.path, answer.text());
        }
    }
}

#[actix_web::test]
async fn a_session_changes_nothing_without_origin_and_value() {
    let office = Office::new().await;
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    for row in TABLE.iter().filter(|row| row.writes()) {
        let answer = by_session(&office, &browser, row, false).await;
        assert_eq!(answer.status, 403, "{:?} {}", row.method, row.path);
    }
}

async fn by_session(office: &Office, browser: &Browser<'_>, row: &Row, proves: bool) -> Answer {
    let mut call = office.server().call(row.method.into(), "acme", &path(row, ""));
    call = call.header("cookie", &browser.cookie_header());
    if proves {
        let value = authenticity_token(browser).await;
        call = call.header("origin", "http://acme.localhost:8080").header("x-csrf-token", &value);
    }
    call.send().await
}

#[actix_web::test]
async fn every_other_method_is_405_and_says_which_there_are() {
    let office = Office::new().await;
    for row in TABLE {
        let has = |method: &Method| {
            TABLE.iter().any(|other| {
                let same =
                    Method::from(other.method) == *method || other.method == Verb::Get && *method == Method::HEAD;
                other.path == row.path && same
            })
        };
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::HEAD] {
            if has(&method) {
                continue;
            }
            let answer = office.server().call(method.clone(), "acme", &path(row, ".json")).expect(405).await;
            let allow = answer.header("allow").unwrap();
            assert!(allow.contains(row.method.as_str()) && !allow.contains(method.as_str()), "{method} {allow}");
        }
    }
}

async fn authenticity_token(browser: &Browser<'_>) -> String {
    let me = browser.get("/api/v2/users/me").await.json();
    me["user"]["authenticity_token"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn nor_with_one_of_the_two_or_another_session_s_value() {
    let office = Office::new().await;
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    let other = office.server().signed_in(&office.world.tenant, &office.admin).await;
    let (value, theirs) = (authenticity_token(&browser).await, authenticity_token(&other).await);
    let (here, elsewhere) = (("origin", "http://acme.localhost:8080"), ("origin", "https://elsewhere.example.com"));
    let right = ("x-csrf-token", value.as_str());
    let halves = [
        vec![here],
        vec![here, ("x-csrf-token", "wrong")],
        vec![here, ("x-csrf-token", theirs.as_str())],
        vec![right],
        vec![right, elsewhere],
    ];
    for row in TABLE.iter().filter(|row| row.writes()) {
        for half in &halves {
            let call = office.server().call(row.method.into(), "acme", &path(row, ""));
            let call = call.header("cookie", &browser.cookie_header());
            let call = half.iter().fold(call, |call, (name, value)| call.header(name, value));
            let answer = call.send().await;
            assert_eq!(answer.status, 403, "{:?} {} {half:?}: {}", row.method, row.path, answer.text());
        }
    }
}

#[actix_web::test]
async fn a_token_in_the_address_opens_no_other_row_than_who_one_is() {
    let office = Office::new().await;
    let in_address = format!("?access_token={}", office.all().await);
    for row in TABLE {
        let answer = office.server().call(row.method.into(), "acme", &path(row, &in_address)).send().await;
        let taken = (row.method, row.path) == (Verb::Get, "users/me");
        assert_eq!(answer.status, if taken { 200 } else { 401 }, "{:?} {}", row.method, row.path);
    }
}
