//! What makes an API token safer than before: a user, scopes, nets, an end.

use grantor::sidecar::token::Change;
use grantor::users::Role;

use super::scene::Scene;

#[actix_web::test]
async fn a_token_that_is_bound_to_a_user_works_for_nobody_else() {
    let scene = Scene::new().await;
    let bob = scene.server.user(scene.tenant.id, "Bob", Role::Agent).await;
    let (token, secret) = scene.token(Change { assigned_user: Some(Some(bob.id)), ..Change::default() }).await;
    scene.get(&bob.email, &secret).expect(200).await;
    scene.get("ada@example.com", &secret).expect(401).await;
    scene.change(&token, Change { assigned_user: Some(None), ..Change::default() }).await;
    scene.get("ada@example.com", &secret).expect(200).await;
}

#[actix_web::test]
async fn a_token_that_is_bound_to_a_user_who_is_deleted_is_dead_in_its_next_look_up() {
    let scene = Scene::new().await;
    let bob = scene.server.user(scene.tenant.id, "Bob", Role::Agent).await;
    let (_, secret) = scene.token(Change { assigned_user: Some(Some(bob.id)), ..Change::default() }).await;
    scene.get(&bob.email, &secret).expect(200).await;
    let (stamp, tenant) = (scene.server.stamp().await, scene.tenant.id);
    let job = move |tx: &mut grantor::storage::Tx<'_>| grantor::users::delete(tx, tenant, bob.id, &stamp);
    scene.server.grantor.storage.write(job).await.unwrap();
    for email in [bob.email.as_str(), "ada@example.com"] {
        scene.get(email, &secret).expect(401).await;
    }
    // Whoever has the address next is somebody else.
    let next = scene.server.user(tenant, "Bob", Role::Agent).await;
    assert_eq!(next.email, bob.email);
    scene.get(&next.email, &secret).expect(401).await;
}

#[actix_web::test]
async fn a_token_that_is_held_to_a_net_works_from_nowhere_else() {
    let scene = Scene::new().await;
    let nets = ["192.0.2.0/28", "2001:db8::/32"].map(str::to_owned).to_vec();
    let (_, secret) = scene.token(Change { allowed_ips: Some(nets), ..Change::default() }).await;
    let authorization = super::scene::basic("ada@example.com/token", &secret);
    for (address, status) in [
        ("192.0.2.1", 200),
        ("192.0.2.16", 403),
        ("::ffff:192.0.2.1", 200),
        ("2001:db8:7::1", 200),
        ("2001:db9::1", 403),
        ("192.0.2.1, 203.0.113.9", 403),
    ] {
        let ask = scene.ask_from("acme", "GET", "/", address).header("authorization", &authorization);
        let answer = ask.expect(status).await;
        assert_eq!(answer.header("x-grantor-user").is_some(), status == 200, "{address}");
    }
}

#[actix_web::test]
async fn a_token_that_has_ended_is_refused_until_it_is_given_more_time() {
    let scene = Scene::new().await;
    let end = scene.server.grantor.now().plus(60);
    let (token, secret) = scene.token(Change { expires_at: Some(Some(end)), ..Change::default() }).await;
    scene.server.advance(59);
    assert!(scene.passes(&secret).await);
    scene.server.advance(1);
    assert!(!scene.passes(&secret).await);
    scene.change(&token, Change { expires_at: Some(None), ..Change::default() }).await;
    assert!(scene.passes(&secret).await);
}

#[actix_web::test]
async fn what_changes_counts_in_the_very_next_call_also_after_a_restart() {
    let scene = Scene::new().await;
    let (token, secret) = scene.token(Change::default()).await;
    assert!(scene.passes(&secret).await);
    scene.active(&token, false).await;
    let Scene { server, tenant, ada, proxy } = scene;
    let scene = Scene { server: server.restarted().await, tenant, ada, proxy };
    assert!(!scene.passes(&secret).await);
    scene.active(&token, true).await;
    assert!(scene.passes(&secret).await);
}
