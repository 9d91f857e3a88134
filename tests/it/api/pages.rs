//! Lists, part by part: by cursor and by number, in every order.

use grantor::storage::SortKey;
use grantor::tenants::TenantId;
use grantor::web::api::cursor::List;
use serde_json::Value;

use super::Office;

/// An account with a token's client and these.
async fn office(clients: usize) -> (Office, String) {
    let office = Office::new().await;
    let token = office.all().await;
    let have = list(&office, &token, "").await["count"].as_u64().unwrap() as usize;
    for number in have..clients {
        office.server().advance(i64::from(number % 3 == 0));
        office.server().confidential(office.world.tenant.id, &format!("app-{number:02}")).await;
    }
    (office, token)
}

async fn list(office: &Office, token: &str, query: &str) -> Value {
    office.get(&format!("/api/v2/oauth/clients.json{query}"), token).expect(200).await.json()
}

fn identifiers(part: &Value) -> Vec<String> {
    part["clients"].as_array().unwrap().iter().map(|client| client["identifier"].as_str().unwrap().to_owned()).collect()
}

/// The path and query of a link.
fn path(link: &Value) -> String {
    link.as_str().unwrap().strip_prefix("http://acme.localhost:8080").unwrap().to_owned()
}

#[actix_web::test]
async fn cursors_lead_through_the_whole_list_and_back() {
    let (office, token) = office(10).await;
    for sort in ["", "&sort=-created_at", "&sort=name", "&sort=-identifier"] {
        let whole = identifiers(&list(&office, &token, &format!("?per_page=100{sort}")).await);
        assert_eq!(whole.len(), 10);
        let mut part = list(&office, &token, &format!("?page[size]=3{sort}")).await;
        assert_eq!(part["links"]["prev"], Value::Null);
        let mut seen = identifiers(&part);
        while part["meta"]["has_more"] == true {
            part = office.get(&path(&part["links"]["next"]), &token).expect(200).await.json();
            seen.extend(identifiers(&part));
        }
        assert_eq!((&seen, &part["links"]["next"]), (&whole, &Value::Null), "{sort}");
        let mut back = identifiers(&part);
        while part["links"]["prev"] != Value::Null {
            part = office.get(&path(&part["links"]["prev"]), &token).expect(200).await.json();
            back.splice(0..0, identifiers(&part));
        }
        assert_eq!(back, whole, "{sort}");
    }
}

#[actix_web::test]
async fn brackets_may_be_encoded() {
    let (office, token) = office(5).await;
    let raw = list(&office, &token, "?page[size]=2").await;
    let encoded = list(&office, &token, "?page%5Bsize%5D=2").await;
    assert_eq!(raw["clients"], encoded["clients"]);
    let after = raw["meta"]["after_cursor"].as_str().unwrap();
    let next = list(&office, &token, &format!("?page%5bsize%5d=2&page%5bafter%5d={after}")).await;
    assert_eq!(identifiers(&next).len(), 2);
    assert_ne!(next["clients"], raw["clients"]);
}

#[actix_web::test]
async fn numbers_lead_through_the_list_too() {
    let (office, token) = office(7).await;
    let first = list(&office, &token, "?per_page=3").await;
    assert_eq!((&first["count"], &first["previous_page"], &first["meta"]), (&7.into(), &Value::Null, &Value::Null));
    let mut part = first;
    let mut seen = identifiers(&part);
    while part["next_page"] != Value::Null {
        part = office.get(&path(&part["next_page"]), &token).expect(200).await.json();
        seen.extend(identifiers(&part));
    }
    assert_eq!(seen.len(), 7);
    let before = office.get(&path(&part["previous_page"]), &token).expect(200).await.json();
    assert_eq!(identifiers(&before), seen[3..6]);
    assert_eq!(identifiers(&list(&office, &token, "?page=9&per_page=3").await), Vec::<String>::new());
    let sorted = list(&office, &token, "?sort_by=identifier&sort_order=desc").await;
    assert_eq!(identifiers(&sorted)[0], identifiers(&list(&office, &token, "?sort=-identifier&page[size]=1").await)[0]);
}

#[actix_web::test]
async fn what_makes_no_sense_is_400() {
    let (office, token) = office(4).await;
    let cursor = list(&office, &token, "?page[size]=1").await["meta"]["after_cursor"].as_str().unwrap().to_owned();
    for query in [
        "?page[size]=x".to_owned(),
        "?page=x".to_owned(),
        "?page=1&page=2".to_owned(),
        "?sort=secret".to_owned(),
        "?sort_order=sideways".to_owned(),
        "?page[after]=nonsense".to_owned(),
        format!("?page[after]={cursor}&page[before]={cursor}"),
        // A cursor is one of this order.
        format!("?page[after]={cursor}&sort=name"),
        format!("?page[after]={}", &cursor[1..]),
        format!("?sort=name&page[after]={}", made_up(office.world.tenant.id, "a\0")),
        "?page=101".to_owned(),
    ] {
        let answer = office.get(&format!("/api/v2/oauth/clients{query}"), &token).expect(400).await.json();
        assert_eq!(answer["errors"][0]["status"], "400", "{query}");
    }
    let deep = office.get("/api/v2/oauth/clients?page=101", &token).expect(400).await.json();
    assert_eq!(deep["errors"][0]["code"], "InvalidPaginationDepth");
    assert_eq!(identifiers(&list(&office, &token, "?page[size]=5000").await).len(), 4);
}

/// A cursor as this list makes them, of a row that it does not have.
fn made_up(tenant: TenantId, name: &str) -> String {
    List { tenant, name: "clients", order: "name" }.cursor(&SortKey::Text(name.into()), 1)
}

#[actix_web::test]
async fn a_cursor_of_another_account_is_unknown() {
    let (office, token) = office(4).await;
    let cursor = list(&office, &token, "?page[size]=1").await["meta"]["after_cursor"].as_str().unwrap().to_owned();
    let globex = office.server().tenant("globex").await;
    let admin = office.server().user(globex.id, "Hedy", grantor::users::Role::Admin).await;
    let browser = office.server().signed_in(&globex, &admin).await;
    assert_eq!(browser.get("/api/v2/oauth/clients?page[size]=1").await.status, 200);
    assert_eq!(browser.get(&format!("/api/v2/oauth/clients?page[after]={cursor}")).await.status, 400);
}
