use super::*;
use crate::clients::fixture::{confidential, public};
use crate::clients::proposals::{self, Open, decline, propose, withdraw};
use crate::clients::{Change, NewClient, delete, set};
use crate::protocol::scope::Catalogue;
use crate::storage::Db;
use crate::tenants;
use crate::tenants::fixture::House;

const ELSEWHERE: &str = "https://elsewhere.example/cb";

/// What an operator who looks now is shown.
async fn looked(house: &House, key: ClientKey) -> String {
    let look = move |db: &mut Db| Ok((clients::store::by_key(db, key.tenant, key)?, proposals::find(db, key)?));
    let (client, proposal) = house.read(look).await;
    revision(&client.unwrap(), proposal.as_ref())
}

/// By an operator who has just looked.
async fn promoted(house: &House, key: ClientKey, identifier: Option<&str>) -> Result<Promoted, Refused> {
    let seen = looked(house, key).await;
    promoted_as(house, key, &seen, true, identifier).await
}

async fn promoted_as(
    house: &House,
    key: ClientKey,
    revision: &str,
    unasked: bool,
    identifier: Option<&str>,
) -> Result<Promoted, Refused> {
    let ([id, event], minted, stamp) =
        (house.storage.ids().await.unwrap(), house.new_secret().await, house.stamp().await);
    let (revision, identifier) = (revision.to_owned(), identifier.map(str::to_owned));
    let (id, event) = (ClientId::new(id), EventId::new(event));
    let new = Promotion { revision, unasked, id, identifier, minted, event };
    house.storage.write(move |tx| promote(tx, key, &new, &stamp)).await
}

async fn proposed(house: &House, key: ClientKey) -> Result<Client, Refused> {
    let ada = house.read(move |db| crate::users::store::by_email(db, key.tenant, "ada@example.com")).await;
    let user = match ada {
        Some(ada) => ada.id,
        None => house.user(key.tenant, "ada@example.com").await.id,
    };
    let stamp = house.stamp().await;
    house.storage.write(move |tx| Ok(propose(tx, key, user, &stamp)?.0)).await
}

async fn changed(house: &House, key: ClientKey, change: Change) {
    let stamp = house.stamp().await;
    house.write(move |tx| set(tx, key, &change, &Catalogue::default(), &stamp)).await;
}

async fn withdrawn(house: &House, key: ClientKey) -> Result<Client, Refused> {
    let stamp = house.stamp().await;
    house.storage.write(move |tx| withdraw(tx, key, &stamp)).await
}

async fn declined(house: &House, key: ClientKey, reason: &str) -> Result<Proposal, Refused> {
    let (stamp, reason) = (house.stamp().await, reason.to_owned());
    house.storage.write(move |tx| decline(tx, key, &reason, &stamp)).await
}

async fn deleted(house: &House, key: ClientKey) {
    let stamp = house.stamp().await;
    house.write(move |tx| delete(tx, key, &stamp)).await;
}

async fn state(house: &House, key: ClientKey) -> Option<State> {
    house.read(move |db| proposals::find(db, key)).await.map(|proposal| proposal.state)
}

async fn waiting(house: &House) -> Vec<String> {
    let open = house.read(|db| proposals::list(db, None, 10)).await;
    open.into_iter()
        .map(|open| {
            format!(
                "{} {} {}",
                open.tenant.subdomain,
                open.client.identifier,
                open.proposal.proposed_by.map(|by| by.email).unwrap_or_default()
            )
        })
        .collect()
}

fn why(refused: Refused) -> String {
    let Refused::Invalid(problems) = refused else { panic!("{refused}") };
    problems[0].says.clone()
}

#[tokio::test]
async fn a_global_client_is_made_beside_the_local_one_which_stays_as_it_is() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let ada = house.user(acme, "ada@example.com").await.id;
    let change = Change {
        name: Some("Invoice Sync".into()),
        company: Some("Northwind GmbH".into()),
        description: Some("Turns tickets into invoices".into()),
        owner: Some(Some(ada)),
        service_account: Some(Some(ada)),
        access_token_lifetime: Some(Some(600)),
        sends_issuer: Some(false),
        ..confidential("x").change
    };
    let local = house.client(acme, NewClient { identifier: "invoice_sync".into(), change }).await;
    house.clock.advance(60);
    let Promoted { client: global, fresh } = promoted(&house, local.key, None).await.unwrap();
    assert!(fresh && global.is_global());
    assert_eq!(global.identifier, "zdg-invoice_sync");
    let (mut expected, mut told) = (local.told(), global.told());
    for (field, here) in [
        ("identifier", "zdg-invoice_sync".into()),
        ("owner", serde_json::Value::Null),
        ("service_account", serde_json::Value::Null),
    ] {
        assert_eq!(told[field], here);
        expected[field].take();
        told[field].take();
    }
    assert_eq!(told, expected);
    assert_eq!((global.secrets.len(), global.created_at), (1, house.clock.now()));
    assert_ne!(global.secrets[0].digest, local.secrets[0].digest, "a secret of its own");
    let after = house.read(move |db| clients::store::by_key(db, acme, local.key)).await.unwrap();
    assert_eq!((after.told(), after.updated_at, after.secrets.len()), (local.told(), local.updated_at, 1));
    let there = house.tenant("globex").await.id;
    let found = house.read(move |db| clients::store::by_identifier(db, there, "zdg-invoice_sync")).await.unwrap();
    assert_eq!((found.key, found.is_live()), (global.key, true));
}

#[tokio::test]
async fn both_logs_tell_of_it() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let local = house.client(acme, confidential("app")).await.key;
    proposed(&house, local).await.unwrap();
    assert_eq!(
        house.log(acme).await[0].details,
        json!({ "before": { "proposal": null }, "after": { "proposal": "proposed" } })
    );
    let global = promoted(&house, local, None).await.unwrap().client;
    let home = &house.log(acme).await[0];
    assert_eq!((home.action, home.source.id), (Action::Update, Some(local.id.number())));
    let told = json!({ "before": { "proposal": "proposed" }, "after": { "proposal": "promoted" }, "global_client": "zdg-app" });
    assert_eq!(home.details, told);
    let platform = &house.log(TenantId::PLATFORM).await[0];
    assert_eq!((platform.action, platform.source.id), (Action::Create, Some(global.key.id.number())));
    assert_eq!(
        platform.details["promoted_from"],
        json!({ "tenant": { "subdomain": "acme", "external_id": null }, "client": "app" })
    );
    assert_eq!(platform.details["after"]["identifier"], "zdg-app");
}

#[tokio::test]
async fn nothing_is_promoted_but_what_the_operator_was_shown() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for (identifier, swap) in [("changed", ""), ("withdrawn", "w"), ("repeated", "wp"), ("declined", "dp")] {
        let local = house.client(acme, confidential(identifier)).await.key;
        proposed(&house, local).await.unwrap();
        let seen = looked(&house, local).await;
        let listed = house.read(|db| proposals::list(db, None, 10)).await;
        assert_eq!(listed.iter().map(Open::revision).next_back(), Some(seen.clone()), "the list says the same");
        // No clock has to go on, or to go well.
        changed(&house, local, Change { redirect_uris: Some(vec![ELSEWHERE.into()]), ..Change::default() }).await;
        for step in swap.chars() {
            match step {
                'w' => drop(withdrawn(&house, local).await.unwrap()),
                'd' => drop(declined(&house, local, "no").await.unwrap()),
                _ => drop(proposed(&house, local).await.unwrap()),
            }
        }
        for unasked in [false, true] {
            let refused = why(promoted_as(&house, local, &seen, unasked, None).await.unwrap_err());
            assert!(refused.contains("is not what you were shown"), "{identifier}: {refused}");
        }
        let seen = looked(&house, local).await;
        let made = promoted_as(&house, local, &seen, swap == "w", None).await.unwrap().client;
        assert_eq!(made.redirect_uris, [ELSEWHERE], "they looked again");
    }
}

#[tokio::test]
async fn what_nobody_proposes_is_promoted_only_by_whoever_says_so() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let local = house.client(acme, confidential("app")).await.key;
    for was in ["never proposed", "declined", "withdrawn"] {
        if was != "never proposed" {
            house.clock.advance(1);
            proposed(&house, local).await.unwrap();
            let seen = looked(&house, local).await;
            if was == "declined" {
                declined(&house, local, "no").await.unwrap();
            } else {
                withdrawn(&house, local).await.unwrap();
            }
            assert!(why(promoted_as(&house, local, &seen, true, None).await.unwrap_err()).contains("look again"));
        }
        let seen = looked(&house, local).await;
        let refused = why(promoted_as(&house, local, &seen, false, None).await.unwrap_err());
        assert!(refused.starts_with("nobody proposes this client"), "{was}: {refused}");
    }
    let seen = looked(&house, local).await;
    assert!(promoted_as(&house, local, &seen, true, None).await.unwrap().fresh);
}

#[tokio::test]
async fn a_revision_changes_with_all_that_is_promoted_with_each_proposal_and_with_nothing_else() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let (local, bob) =
        (house.client(acme, confidential("app")).await.key, house.user(acme, "bob@example.com").await.id);
    let mut seen = vec![looked(&house, local).await];
    for change in [
        Change { name: Some("Invoice Sync".into()), ..Change::default() },
        Change { company: Some("Northwind GmbH".into()), ..Change::default() },
        Change { description: Some("Turns tickets into invoices".into()), ..Change::default() },
        Change { redirect_uris: Some(vec![ELSEWHERE.into()]), ..Change::default() },
        Change { allowed_scopes: Some("read".into()), ..Change::default() },
        Change { access_token_lifetime: Some(Some(600)), ..Change::default() },
        Change { refresh_token_lifetime: Some(Some(604_800)), ..Change::default() },
        Change { sends_issuer: Some(false), ..Change::default() },
    ] {
        changed(&house, local, change).await;
        seen.push(looked(&house, local).await);
    }
    let (logo, stamp) = (Logo { id: "0f".repeat(16), picture: vec![1, 2, 3] }, house.stamp().await);
    house.write(move |tx| clients::set_logo(tx, local, Some(&logo), &stamp)).await;
    seen.push(looked(&house, local).await);
    for _ in 0..2 {
        house.clock.advance(1);
        proposed(&house, local).await.unwrap();
        seen.push(looked(&house, local).await);
        withdrawn(&house, local).await.unwrap();
    }
    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len(), "{seen:?}");

    let last = looked(&house, local).await;
    house.clock.advance(1);
    let people = Change { owner: Some(Some(bob)), service_account: Some(Some(bob)), ..Change::default() };
    changed(&house, local, people).await;
    let (minted, stamp) = (house.new_secret().await, house.stamp().await);
    house.write(move |tx| clients::rotate_secret(tx, local, &minted, 60, &stamp)).await;
    assert_eq!(looked(&house, local).await, last, "what stays at home");
    changed(&house, local, Change { kind: Some(Kind::Public), ..Change::default() }).await;
    assert_ne!(looked(&house, local).await, last);
}

#[tokio::test]
async fn promoting_twice_makes_one_and_shows_no_second_secret() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let local = house.client(acme, confidential("app")).await.key;
    let first = promoted(&house, local, Some("zdg-app.com")).await.unwrap();
    let events = house.log(acme).await.len();
    for identifier in [None, Some("zdg-app.com")] {
        let again = promoted(&house, local, identifier).await.unwrap();
        assert_eq!((again.client.key, again.fresh), (first.client.key, false));
    }
    assert!(why(promoted(&house, local, Some("zdg-other")).await.unwrap_err()).contains("zdg-app.com"));
    assert_eq!(house.log(acme).await.len(), events);
    deleted(&house, first.client.key).await;
    assert_eq!(state(&house, local).await, None, "the global one is gone");
    assert!(why(promoted(&house, local, Some("zdg-app.com")).await.unwrap_err()).contains("none is ever used again"));
    assert!(promoted(&house, local, Some("zdg-app2")).await.unwrap().fresh);
}

#[tokio::test]
async fn what_cannot_be_promoted_is_refused_and_leaves_nothing() {
    let house = House::new().await;
    let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
    let (local, other) = (house.client(acme, public("app")).await.key, house.client(globex, public("app")).await.key);
    assert!(promoted(&house, local, None).await.unwrap().client.secrets.is_empty(), "a public one has no secret");
    for (identifier, reason) in
        [(None, "none is ever used again"), (Some("app2"), "begins with zdg-"), (Some("zdg-a b"), "use 1 to 255")]
    {
        let refused = why(promoted(&house, other, identifier).await.unwrap_err());
        assert!(refused.contains(reason), "{refused}");
        assert_eq!(state(&house, other).await, None);
    }
    let global = house.client(TenantId::PLATFORM, public("zdg-hub")).await.key;
    assert!(why(promoted(&house, global, None).await.unwrap_err()).contains("for every account already"));
    let off = Change { active: Some(false), ..Change::default() };
    let stamp = house.stamp().await;
    house.write(move |tx| set(tx, other, &off, &Catalogue::default(), &stamp)).await;
    assert!(why(promoted(&house, other, Some("zdg-b")).await.unwrap_err()).contains("reactivate it first"));
    deleted(&house, other).await;
    assert!(matches!(promoted(&house, other, Some("zdg-b")).await, Err(Refused::Unknown("client"))));
}

#[tokio::test]
async fn a_proposal_waits_once_until_it_is_withdrawn_or_decided() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let local = house.client(acme, confidential("app")).await.key;
    assert!(matches!(withdrawn(&house, local).await, Err(Refused::Unknown("proposal"))));
    proposed(&house, local).await.unwrap();
    assert_eq!(waiting(&house).await, ["acme app ada@example.com"]);
    assert!(why(proposed(&house, local).await.unwrap_err()).contains("proposed already"));
    withdrawn(&house, local).await.unwrap();
    assert_eq!((waiting(&house).await, state(&house, local).await), (Vec::new(), None));
    proposed(&house, local).await.unwrap();
    assert!(matches!(declined(&house, local, " \n").await, Err(Refused::Invalid(_))));
    declined(&house, local, "The logo is somebody else's.").await.unwrap();
    let events = house.log(acme).await.len();
    let again = declined(&house, local, "The logo is somebody else's.").await.unwrap();
    assert_eq!((again.state, house.log(acme).await.len()), (State::Declined, events), "said twice, done once");
    assert!(matches!(declined(&house, local, "Another reason").await, Err(Refused::Unknown("proposal"))));
    assert!(matches!(withdrawn(&house, local).await, Err(Refused::Unknown("proposal"))));
    assert_eq!(waiting(&house).await, [""; 0]);
    proposed(&house, local).await.unwrap();
    promoted(&house, local, None).await.unwrap();
    assert!(why(proposed(&house, local).await.unwrap_err()).contains("for every account already"));
    assert!(matches!(declined(&house, local, "Too late").await, Err(Refused::Unknown("proposal"))));
    assert_eq!((waiting(&house).await, state(&house, local).await), (Vec::new(), Some(State::Promoted)));
}

#[tokio::test]
async fn a_deleted_client_leaves_no_proposal_and_its_global_one_lives() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let (waits, made) =
        (house.client(acme, confidential("a")).await.key, house.client(acme, confidential("b")).await.key);
    proposed(&house, waits).await.unwrap();
    let global = promoted(&house, made, None).await.unwrap().client.key;
    for key in [waits, made] {
        deleted(&house, key).await;
        assert_eq!(state(&house, key).await, None);
    }
    assert_eq!(waiting(&house).await, [""; 0]);
    let lives = house.read(move |db| clients::store::by_key(db, acme, global)).await.unwrap();
    assert!(lives.is_live());
}

#[tokio::test]
async fn promoted_beside_being_promoted_or_deleted_there_is_one_global_client_or_none() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    for number in 0..10 {
        let local = house.client(acme, confidential(&format!("app{number}"))).await.key;
        proposed(&house, local).await.unwrap();
        let stamp = house.stamp().await;
        let ends = house.storage.write(move |tx| delete(tx, local, &stamp));
        let (one, other, ended) = tokio::join!(promoted(&house, local, None), promoted(&house, local, None), ends);
        ended.unwrap();
        let made: Vec<Promoted> = [one, other]
            .into_iter()
            .filter_map(|outcome| match outcome {
                Ok(made) => Some(made),
                Err(Refused::Unknown("client")) => None,
                Err(other) => panic!("{other}"),
            })
            .collect();
        assert!(made.iter().filter(|made| made.fresh).count() <= 1);
        assert!(made.iter().all(|same| same.client.key == made[0].client.key));
        let identifier = format!("zdg-app{number}");
        let found = house.read(move |db| clients::store::by_identifier(db, acme, &identifier)).await;
        assert_eq!(found.is_some(), !made.is_empty());
        assert_eq!(state(&house, local).await, None, "the client is gone, and so is what was proposed of it");
    }
    assert_eq!(waiting(&house).await, [""; 0]);
}

#[tokio::test]
async fn the_logo_is_copied_and_each_side_keeps_its_own() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let local = house.client(acme, confidential("app")).await.key;
    let logo = Logo { id: "0f".repeat(16), picture: vec![1, 2, 3] };
    let (kept, stamp) = (logo.clone(), house.stamp().await);
    house.write(move |tx| clients::set_logo(tx, local, Some(&kept), &stamp)).await;
    let global = promoted(&house, local, None).await.unwrap().client;
    assert_eq!(global.logo_id.as_ref(), Some(&logo.id));
    deleted(&house, local).await;
    let found = house.read(move |db| logos::store::find(db, TenantId::PLATFORM, &"0f".repeat(16))).await;
    assert_eq!(found, Some(logo.picture));
}

#[tokio::test]
async fn what_never_ends_at_its_tenant_ends_elsewhere() {
    let house = House::new().await;
    let (acme, stamp) = (house.tenant("acme").await.id, house.stamp().await);
    let settings = serde_json::Map::from_iter([("never_expiring_access_tokens".to_owned(), true.into())]);
    let allowed = tenants::Change { settings, ..tenants::Change::default() };
    house.write(move |tx| tenants::set(tx, acme, &allowed, &stamp)).await;
    let (key, stamp) = (house.client(acme, confidential("sync")).await.key, house.stamp().await);
    let change = Change { access_token_never_expires: Some(true), ..Change::default() };
    let local = house.write(move |tx| set(tx, key, &change, &Catalogue::default(), &stamp)).await;
    let global = promoted(&house, key, None).await.unwrap().client;
    assert_eq!((local.access_token_never_expires, global.access_token_never_expires), (true, false));
}
