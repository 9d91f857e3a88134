//! Each promise of changing a client.

use super::*;
use crate::clients::fixture::confidential;
use crate::tenants::TenantId;
use crate::tenants::fixture::House;

async fn try_set(house: &House, key: ClientKey, change: Change) -> Result<Client, Refused> {
    let stamp = house.stamp().await;
    house.storage.write(move |tx| set(tx, key, &change, &Catalogue::default(), &stamp)).await
}

fn fields(refused: Refused) -> Vec<String> {
    let Refused::Invalid(problems) = refused else { panic!("{refused}") };
    problems.into_iter().map(|problem| problem.field.into_owned()).collect()
}

#[tokio::test]
async fn what_is_changed_is_kept_and_told() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let key = house.client(acme, confidential("app")).await.key;
    let uris = ["https://app.example/b", "https://app.example/a", "https://app.example/b"];
    let change = Change {
        name: Some("Invoice Sync".into()),
        redirect_uris: Some(uris.map(String::from).to_vec()),
        allowed_scopes: Some("tickets:read  users:read".into()),
        access_token_lifetime: Some(Some(300)),
        ..Change::default()
    };
    try_set(&house, key, change.clone()).await.unwrap();
    let kept = house.read(move |db| store::by_key(db, acme, key)).await.unwrap();
    assert_eq!(kept.redirect_uris, ["https://app.example/b", "https://app.example/a"]);
    assert_eq!(kept.allowed_scopes.unwrap().to_string(), "tickets:read users:read");
    let log = house.log(acme).await;
    assert_eq!((log[0].action, log[0].details["after"]["name"].as_str()), (Action::Update, Some("Invoice Sync")));
    try_set(&house, key, change).await.unwrap();
    assert_eq!(house.log(acme).await.len(), log.len(), "what changes nothing is no event");
    let open = Change { allowed_scopes: Some(" ".into()), access_token_lifetime: Some(None), ..Change::default() };
    let open = try_set(&house, key, open).await.unwrap();
    assert_eq!((open.allowed_scopes, open.access_token_lifetime), (None, None));
}

#[tokio::test]
async fn every_field_that_cannot_be_is_named_at_once() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let key = house.client(acme, confidential("app")).await.key;
    let change = Change {
        name: Some(String::new()),
        allowed_scopes: Some("read nonsense".into()),
        redirect_uris: Some(vec!["https://app.example/cb".into(), "javascript:alert(1)".into(), "/cb".into()]),
        access_token_lifetime: Some(Some(299)),
        refresh_token_lifetime: Some(Some(7_776_001)),
        ..Change::default()
    };
    let refused = try_set(&house, key, change).await.unwrap_err();
    assert!(refused.to_string().contains("nonsense"), "{refused}");
    assert!(refused.to_string().contains("javascript"), "{refused}");
    let named =
        ["name", "allowed_scopes", "redirect_uris", "redirect_uris", "access_token_lifetime", "refresh_token_lifetime"];
    assert_eq!(fields(refused), named);
}

#[tokio::test]
async fn a_client_that_becomes_public_loses_its_secrets_and_is_checked_as_one() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let key = house.client(acme, confidential("app")).await.key;
    let scheme = Change { redirect_uris: Some(vec!["com.example.app:/cb".into()]), ..Change::default() };
    assert_eq!(fields(try_set(&house, key, scheme.clone()).await.unwrap_err()), ["redirect_uris"]);
    let public = try_set(&house, key, Change { kind: Some(Kind::Public), ..scheme }).await.unwrap();
    assert!(public.secrets.is_empty());
    assert!(house.read(move |db| store::by_key(db, acme, key)).await.unwrap().secrets.is_empty());
    let back = Change { kind: Some(Kind::Confidential), ..Change::default() };
    assert_eq!(fields(try_set(&house, key, back).await.unwrap_err()), ["redirect_uris"]);
}

#[tokio::test]
async fn stopping_a_client_has_a_name_of_its_own() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let key = house.client(acme, confidential("app")).await.key;
    for (active, action) in [(false, Action::Deactivate), (true, Action::Reactivate)] {
        let client = try_set(&house, key, Change { active: Some(active), ..Change::default() }).await.unwrap();
        assert_eq!((client.is_live(), house.log(acme).await[0].action), (active, action));
    }
}

#[tokio::test]
async fn owner_and_service_account_are_people_of_the_tenant() {
    let house = House::new().await;
    let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
    let (ada, eve) = (house.user(acme, "ada@example.com").await.id, house.user(globex, "eve@example.com").await.id);
    let local = house.client(acme, confidential("app")).await.key;
    let global = house.client(TenantId::PLATFORM, confidential("zdg-app")).await.key;
    let acts_as = |user| Change { service_account: Some(Some(user)), ..Change::default() };
    assert_eq!(try_set(&house, local, acts_as(ada)).await.unwrap().service_account, Some(ada));
    assert_eq!(fields(try_set(&house, local, acts_as(eve)).await.unwrap_err()), ["service_account"]);
    assert_eq!(fields(try_set(&house, global, acts_as(ada)).await.unwrap_err()), ["service_account"]);
}

#[tokio::test]
async fn tokens_that_never_expire_are_for_tenants_that_allow_them() {
    let house = House::new().await;
    let acme = house.tenant("acme").await;
    let key = house.client(acme.id, confidential("app")).await.key;
    let never = Change { access_token_never_expires: Some(true), ..Change::default() };
    assert_eq!(fields(try_set(&house, key, never.clone()).await.unwrap_err()), ["access_token_never_expires"]);
    let (mut allowing, stamp) = (tenants::Change::default(), house.stamp().await);
    allowing.settings.insert("never_expiring_access_tokens".into(), true.into());
    let acme = house.write(move |tx| tenants::set(tx, acme.id, &allowing, &stamp)).await;
    let client = try_set(&house, key, never).await.unwrap();
    assert_eq!(client.access_token_lifetimes(&acme.settings), None);
    // The tenant's word counts at each issue, also for what was set while it said yes.
    assert!(client.access_token_lifetimes(&tenants::Settings::default()).is_some());
}

#[tokio::test]
async fn another_tenants_client_is_unknown() {
    let house = House::new().await;
    let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
    let key = house.client(acme, confidential("app")).await.key;
    assert!(house.read(move |db| store::by_key(db, globex, key)).await.is_none());
    let foreign = ClientKey { tenant: globex, ..key };
    let refused = try_set(&house, foreign, Change::default()).await.unwrap_err();
    assert!(matches!(refused, Refused::Unknown("client")));
}
