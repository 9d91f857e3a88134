//! GET /oauth/authorizations/new for a client that is not proven: a page, never a redirect (RFC 6749 §4.1.2.1).

use grantor::clients;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::World;

/// What a person reads, the same whether or not they are signed in.
async fn refused(world: &World, ask: &Ask) -> String {
    let stranger = world.server.browser("acme").get(&ask.path()).await;
    let page = world.browser().await.get(&ask.path()).await;
    assert_eq!(stranger.without_reference(), page.without_reference(), "signing in makes no difference");
    page.invalid_request()
}

#[actix_web::test]
async fn an_unknown_client_is_no_such_client() {
    let world = World::new().await;
    let page = refused(&world, &Ask::of(&world.app).with("client_id", "invoice-sync")).await;
    assert!(page.contains("No such client."), "{page}");
    assert!(page.contains("This client_id was sent: invoice-sync"), "{page}");
}

#[actix_web::test]
async fn identifiers_are_case_sensitive() {
    let world = World::new().await;
    assert!(refused(&world, &Ask::of(&world.app).with("client_id", "Invoice_Sync")).await.contains("No such client."));
}

#[actix_web::test]
async fn a_client_id_that_is_missing_or_empty_is_told_so() {
    let world = World::new().await;
    for ask in [Ask::of(&world.app).without("client_id"), Ask::of(&world.app).with("client_id", "")] {
        let page = refused(&world, &ask).await;
        assert!(page.contains("The app did not say who it is."), "{page}");
    }
}

#[actix_web::test]
async fn the_number_of_a_client_is_told_that_the_identifier_is_meant() {
    let world = World::new().await;
    let number = world.app.client.key.id.to_string();
    let page = refused(&world, &Ask::of(&world.app).with("client_id", &number)).await;
    assert!(page.contains("No such client."), "{page}");
    assert!(page.contains("client_id is the identifier, not the number."), "{page}");
}

#[actix_web::test]
async fn a_client_of_another_tenant_looks_like_one_that_does_not_exist() {
    let world = World::new().await;
    let ask = Ask::of(&world.app).with("client_id", "globex_app");
    let before = world.browser().await.get(&ask.path()).await;
    let globex = world.server.tenant("globex").await;
    world.server.confidential(globex.id, "globex_app").await;
    let after = world.browser().await.get(&ask.path()).await;
    after.invalid_request();
    assert_eq!(before.without_reference(), after.without_reference());
}

#[actix_web::test]
async fn a_deleted_client_is_no_such_client() {
    let world = World::new().await;
    world.server.delete_client(&world.app).await;
    assert!(refused(&world, &Ask::of(&world.app)).await.contains("No such client."));
}

#[actix_web::test]
async fn what_cannot_be_an_identifier_is_not_repeated_on_the_page() {
    let world = World::new().await;
    for sent in ["<script>alert(1)</script>", "a b", "日本", "a/b", &"a".repeat(65), &"a".repeat(256), "a%00"] {
        let answer = world.browser().await.get(&Ask::of(&world.app).with("client_id", sent).path()).await;
        assert!(answer.invalid_request().contains("No such client."), "{sent}");
        assert!(!answer.text().contains(sent) && !answer.words().contains("was sent"), "{sent}");
    }
}

#[actix_web::test]
async fn a_repeated_client_id_or_redirect_uri_leads_nowhere() {
    let world = World::new().await;
    for name in ["client_id", "redirect_uri"] {
        for value in ["https://app.example.com/callback", "invoice_sync", ""] {
            let page = refused(&world, &Ask::of(&world.app).also(name, value)).await;
            assert!(page.contains(&format!("The app sent {name} more than once.")), "{page}");
        }
    }
}

#[actix_web::test]
async fn a_redirect_uri_may_be_left_out_only_by_a_client_that_has_exactly_one() {
    let world = World::new().await;
    for ask in [Ask::of(&world.app).without("redirect_uri"), Ask::of(&world.app).with("redirect_uri", "")] {
        assert_eq!(
            world.browser().await.get(&ask.path()).await.heading(),
            "Allow Invoice Sync to use your Acme account?"
        );
    }
    let two = vec![world.app.redirect_uri.clone(), "https://app.example.com/second".to_owned()];
    for uris in [two, Vec::new()] {
        let change = clients::Change { redirect_uris: Some(uris), ..clients::Change::default() };
        world.server.change_client(&world.app, change).await;
        let page = refused(&world, &Ask::of(&world.app).without("redirect_uri")).await;
        assert!(page.contains("The app did not say where you go next."), "{page}");
    }
}

#[actix_web::test]
async fn other_mistakes_never_turn_an_unproven_client_into_a_redirect() {
    let world = World::new().await;
    for unproven in [("client_id", "nobody"), ("redirect_uri", "https://evil.example/")] {
        for (name, value) in [("response_type", "token"), ("scope", "everything"), ("code_challenge_method", "plain")] {
            refused(&world, &Ask::of(&world.app).with(unproven.0, unproven.1).with(name, value)).await;
        }
        refused(&world, &Ask::of(&world.app).with(unproven.0, unproven.1).also("state", "again")).await;
        refused(&world, &Ask::of(&world.app).with(unproven.0, unproven.1).without("response_type")).await;
    }
}

#[actix_web::test]
async fn a_client_or_redirect_uri_that_is_not_text_is_told_so_on_a_page() {
    let world = World::new().await;
    for name in ["client_id", "redirect_uri"] {
        for broken in ["%ff", "%00"] {
            let path = format!("{}&{name}={broken}", Ask::of(&world.app).without(name).path());
            let answer: Answer = world.server.get("acme", &path).expect(400).await;
            assert_eq!(answer.header("location"), None);
            assert_eq!(answer.heading(), "This request cannot be read", "{path}");
        }
    }
}
