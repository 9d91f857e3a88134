//! Several nodes on one database behave as one. Where there is no PostgreSQL, there is one node, which has to behave
//! no differently.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::process::Output;

use futures_util::future::join_all;
use grantor::audit::Action;
use serde_json::{Value, json};

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, World};
use crate::operators::company::Company;
use crate::operators::installation::{Installation, Serving};

const MANY: usize = 50;

fn pairs(answers: &[Answer]) -> Vec<Pair> {
    answers.iter().filter(|answer| answer.status == 200).map(Pair::of).collect()
}

/// Processes on one database, and an account that all of them serve.
async fn processes() -> (Installation, Company, Vec<Serving>, [SocketAddr; 2]) {
    let here = Installation::new();
    let company = Company::of(&here);
    let nodes = here.nodes(2);
    let (first, last) = (nodes.first().unwrap().address, nodes.last().unwrap().address);
    company.consented(first).await;
    (here, company, nodes, [first, last])
}

#[actix_web::test]
async fn of_many_redemptions_at_two_processes_one_wins() {
    let (_here, company, _nodes, at) = processes().await;
    let code = company.code(at[1]).await.unwrap();
    let answers = join_all((0..MANY).map(|turn| company.exchange(at[turn % 2], &code))).await;
    let answers: Vec<Answer> = answers.into_iter().map(Result::unwrap).collect();
    let won = pairs(&answers);
    assert_eq!(won.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_grant"));
    }
    // The others were replays: what the code brought is taken back, at both.
    for node in at {
        assert!(!company.is_active(node, &won[0].access).await.unwrap());
        assert_eq!(company.refresh(node, &won[0].refresh).await.unwrap().error(), "invalid_grant");
    }
}

#[actix_web::test]
async fn many_refreshes_at_two_processes_get_the_same_pair() {
    let (here, company, nodes, at) = processes().await;
    let first = company.tokens(at[0]).await.unwrap();
    let answers = join_all((0..MANY).map(|turn| company.refresh(at[turn % 2], &first.refresh))).await;
    let answers: Vec<Answer> = answers.into_iter().map(Result::unwrap).collect();
    let pairs = pairs(&answers);
    assert_eq!(pairs.len(), MANY);
    assert!(pairs.iter().all(|pair| *pair == pairs[0]));
    for node in at {
        assert!(!company.is_active(node, &first.access).await.unwrap());
        assert!(company.is_active(node, &pairs[0].access).await.unwrap());
    }
    // A restart changes nothing.
    drop(nodes);
    let again = here.nodes(2);
    for node in &again {
        let answer = company.refresh(node.address, &first.refresh).await.unwrap();
        assert_eq!(Pair::of(&answer), pairs[0]);
    }
}

#[actix_web::test]
async fn what_one_process_revokes_is_inactive_at_the_other_at_once() {
    let (_here, company, _nodes, at) = processes().await;
    for turn in 0..10 {
        let (one, other) = (at[turn % 2], at[(turn + 1) % 2]);
        let pair = company.tokens(one).await.unwrap();
        assert!(
            company.is_active(other, &pair.access).await.unwrap()
                && company.is_active(one, &pair.access).await.unwrap()
        );
        company.revoke(one, &pair.access).await.unwrap();
        assert!(!company.is_active(other, &pair.access).await.unwrap());
        assert_eq!(company.refresh(other, &pair.refresh).await.unwrap().error(), "invalid_grant");
    }
}

/// Three processes migrate an empty database at once. On SQLite a file has one process at a time: the others say so.
#[test]
fn processes_that_migrate_at_once_migrate_once() {
    let here = Installation::empty();
    let outputs: Vec<Output> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..3).map(|_| scope.spawn(|| here.run(&["migrate", "--json"]))).collect();
        running.into_iter().map(|process| process.join().unwrap()).collect()
    });
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let (good, bad): (Vec<_>, Vec<_>) = outputs.iter().partition(|output| output.status.success());
    assert!(!good.is_empty());
    if here.on_postgres() {
        assert_eq!(bad.len(), 0, "{}", bad.iter().map(|output| said(output)).collect::<String>());
    }
    assert!(bad.iter().all(|output| said(output).contains("another Grantor process")));
    let applied = |output: &&Output| -> Vec<String> {
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        serde_json::from_value(said["applied"].clone()).unwrap()
    };
    let applied: Vec<String> = good.iter().flat_map(applied).collect();
    let each: BTreeSet<&String> = applied.iter().collect();
    // Each step was taken once; not every step by the same process.
    assert!(applied.len() == each.len() && each.first().unwrap().ends_with("_first"), "{applied:?}");
    assert_eq!(here.json(&["migrate"])["applied"], json!([]));
    here.json(&["tenant", "create", "acme"]);
}

#[actix_web::test]
async fn two_nodes_hand_out_one_pair_for_a_code_and_one_for_a_refresh() {
    let world = World::new().await;
    let beside = world.beside().await;
    let at = |turn: usize| [&world, &beside][turn % 2];

    let first = world.tokens(&world.app).await;
    let answers = join_all((0..MANY).map(|turn| at(turn).refresh(&world.app, &first.refresh).expect(200))).await;
    let same = pairs(&answers);
    assert!(same.iter().all(|pair| *pair == same[0]));
    for node in [&world, &beside] {
        assert_eq!(node.alive(&world.app, &same[0]).await, (true, true));
        assert_eq!(node.alive(&world.app, &first).await, (false, false));
    }
    assert_eq!(world.server.told(world.tenant.id, Action::Retried).await, MANY - 1);

    let code = world.code(&world.app).await;
    let answers = join_all((0..MANY).map(|turn| at(turn).exchange(&world.app, &code).send())).await;
    let won = pairs(&answers);
    assert_eq!(won.len(), 1);
    assert_eq!(beside.alive(&world.app, &won[0]).await, (false, false));
    assert_eq!(world.server.told(world.tenant.id, Action::Replayed).await, MANY - 1);
}

#[actix_web::test]
async fn a_form_that_reaches_both_nodes_at_once_is_taken_by_both() {
    let world = World::new().await;
    let beside = world.beside().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    let other = beside.server.browser("acme");
    let cookie = world.server.session_cookie();
    other.set_cookie(cookie, &browser.cookie(cookie).unwrap());
    let answers = (0..20_usize)
        .map(|turn| [&browser, &other][turn % 2].submit(&page, "/oauth/authorizations", &[("decision", "allow")]));
    let codes: BTreeSet<String> =
        join_all(answers).await.iter().map(|answer| answer.parameter("code").expect("a code")).collect();
    assert_eq!(codes.len(), 20);
}

#[actix_web::test]
async fn whoever_is_changed_at_one_node_is_changed_at_the_other() {
    let world = World::new().await;
    let beside = world.beside().await;
    let pair = world.tokens(&world.app).await;
    assert!(beside.is_active(&pair.access).await);
    let off = || grantor::clients::Change { active: Some(false), ..grantor::clients::Change::default() };
    world.server.change_client(&world.app, off()).await;
    assert!(!beside.is_active(&pair.access).await);
    assert_eq!(beside.refresh(&world.app, &pair.refresh).send().await.status, 400);
    let on = grantor::clients::Change { active: Some(true), ..off() };
    beside.server.change_client(&world.app, on).await;
    assert!(world.is_active(&pair.access).await);
    let suspend = grantor::users::Change { suspended: Some(true), ..grantor::users::Change::default() };
    beside.server.change_user(&world.ada, suspend).await;
    assert!(!world.is_active(&pair.access).await);
}

/// What a node has answered with it remembers, until somebody else changes it.
#[actix_web::test]
async fn what_a_node_tells_of_a_token_is_what_another_node_has_made_of_it() {
    let world = World::new().await;
    let beside = world.beside().await;
    let pair = world.tokens(&world.app).await;
    let (own, platform) = (world.tenant.id, grantor::tenants::TenantId::PLATFORM);
    let told = async || beside.introspect(&pair.access).await;
    for _ in 0..2 {
        assert_eq!(told().await["active"], true);
    }

    let name = |name: &str| Some(name.to_owned());
    let grace = grantor::users::Change { name: name("Grace"), ..grantor::users::Change::default() };
    world.server.change_user(&world.ada, grace).await;
    assert_eq!(told().await["user"]["name"], "Grace");
    let invoices = grantor::clients::Change { name: name("Invoices"), ..grantor::clients::Change::default() };
    world.server.change_client(&world.app, invoices).await;
    assert_eq!(told().await["client"]["name"], "Invoices");
    let account = grantor::tenants::Change { external_id: name("4711"), ..grantor::tenants::Change::default() };
    world.server.change_tenant(own, account).await;
    assert_eq!(told().await["tenant"]["external_id"], "4711");
    for on in [false, true] {
        let access = grantor::tenants::Change { oauth_access: Some(on), ..grantor::tenants::Change::default() };
        world.server.change_tenant(own, access).await;
        assert_eq!(told().await["active"], on);
    }

    let global = world.server.confidential(platform, "everywhere").await;
    let decide =
        |blocked| grantor::clients::Decision { blocked: Some(blocked), ..grantor::clients::Decision::default() };
    world.server.decide_about(own, &global, decide(false)).await;
    let held = world.tokens(&global).await;
    for blocked in [false, true, false] {
        world.server.decide_about(own, &global, decide(blocked)).await;
        assert_eq!(beside.is_active(&held.access).await, !blocked);
    }

    let (stamp, api) = (world.server.stamp().await, world.api.identifier.clone());
    let delete = move |tx: &mut grantor::storage::Tx<'_>| {
        let found = grantor::resource_servers::store::by_identifier(tx.db, own, &api)?.unwrap();
        grantor::resource_servers::delete(tx, own, found.id, &stamp).map(drop)
    };
    world.server.grantor.storage.write::<_, grantor::refused::Refused>(delete).await.unwrap();
    let asked = beside.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
    asked.form(&[("token", pair.access.as_str())]).expect(401).await;
}

#[actix_web::test]
async fn a_resource_server_s_secret_that_was_rotated_without_overlap_opens_nothing_any_more_at_any_node() {
    let world = World::new().await;
    let beside = world.beside().await;
    let pair = world.tokens(&world.app).await;
    for node in [&world, &beside] {
        assert!(node.is_active(&pair.access).await);
    }
    let grantor = &world.server.grantor;
    let secret = grantor.secret(grantor::secret::Kind::ResourceServerSecret);
    let minted = grantor::resource_servers::NewSecret {
        id: grantor::storage::Id::new(world.server.id().await),
        secret: secret.clone(),
    };
    let (stamp, own, api) = (world.server.stamp().await, world.tenant.id, world.api.identifier.clone());
    let rotate = move |tx: &mut grantor::storage::Tx<'_>| {
        let found = grantor::resource_servers::store::by_identifier(tx.db, own, &api)?.unwrap();
        grantor::resource_servers::rotate_secret(tx, (own, found.id), &minted, 0, &stamp).map(drop)
    };
    grantor.storage.write::<_, grantor::refused::Refused>(rotate).await.unwrap();
    for node in [&beside, &world] {
        for (secret, status) in [(world.api.secret.as_str(), 401), (secret.reveal(), 200)] {
            let asked = node.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, secret);
            asked.form(&[("token", pair.access.as_str())]).expect(status).await;
        }
    }
}
