//! /admin/oauth/clients/{id}/propose: a client that is to be there for every account.

use grantor::clients::proposals;

use super::{Center, fill, links};
use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, World};
use crate::harness::people::App;

impl Center {
    async fn client_page(&self) -> Answer {
        self.browser().await.get(&Self::at(&self.world.app.client, "")).await
    }

    async fn propose(&self) -> Answer {
        fill(&self.browser().await, &Self::at(&self.world.app.client, "/propose"), &[]).await
    }
}

#[actix_web::test]
async fn a_client_is_proposed_after_it_was_said_what_that_means_and_withdrawn() {
    let center = Center::new().await;
    let (propose, withdraw) =
        (Center::at(&center.world.app.client, "/propose"), Center::at(&center.world.app.client, "/withdraw"));
    assert!(links(&center.client_page().await).contains(&propose));
    let browser = center.browser().await;
    let asked = browser.get(&propose).await;
    assert_eq!(asked.heading(), "Propose Invoice Sync for all accounts?");
    for words in ["You ask Grantor to offer this app", "may decline", "zdg-invoice_sync", "stays as it is"] {
        assert!(asked.words().contains(words), "{words} is missing in {}", asked.words());
    }
    let sent = browser.submit(&asked, &propose, &[]).await;
    let page = browser.get(&sent.location()).await;
    assert!(page.words().contains("The proposal is sent."));
    assert!(page.words().contains("Grantor has not decided yet."), "{}", page.words());
    assert!(links(&page).contains(&withdraw) && !links(&page).contains(&propose));
    let events = center.world.server.events(center.world.tenant.id).await.len();
    assert_eq!(browser.submit(&asked, &propose, &[]).await.location(), sent.location(), "the form sent twice");
    assert_eq!(center.world.server.events(center.world.tenant.id).await.len(), events, "asks once");
    assert_eq!(browser.get(&propose).await.status, 404);

    let withdrawn = fill(&browser, &withdraw, &[]).await;
    let page = browser.get(&withdrawn.location()).await;
    assert!(page.words().contains("The proposal is withdrawn.") && links(&page).contains(&propose));
    assert_eq!(browser.get(&withdraw).await.status, 404);
}

#[actix_web::test]
async fn the_client_s_page_says_why_it_was_declined_and_offers_to_propose_it_again() {
    let center = Center::new().await;
    assert_eq!(center.propose().await.status, 303);
    let (server, key) = (&center.world.server, center.world.app.client.key);
    let stamp = server.stamp().await;
    let decline =
        move |tx: &mut grantor::storage::Tx<'_>| proposals::decline(tx, key, "Say <b>what</b> it does.", &stamp);
    server.grantor.storage.write(decline).await.unwrap();
    let page = center.client_page().await;
    assert!(
        page.words().contains("Grantor declined on") && page.words().contains("Say <b>what</b> it does."),
        "{}",
        page.words()
    );
    assert_eq!(center.propose().await.status, 303);
    assert!(center.client_page().await.words().contains("Grantor has not decided yet."));
}

#[actix_web::test]
async fn a_client_that_does_not_work_cannot_be_proposed() {
    let center = Center::new().await;
    let client = &center.world.app.client;
    let browser = center.browser().await;
    let form = browser.get(&Center::at(client, "/propose")).await;
    fill(&browser, &Center::at(client, "/deactivate"), &[]).await;
    assert!(!links(&center.client_page().await).contains(&Center::at(client, "/propose")));
    assert_eq!(browser.submit(&form, &Center::at(client, "/propose"), &[]).await.status, 404);
}

/// The pair of an account at which the application was let in.
async fn let_in(world: &World, app: &App) -> Pair {
    let pair = world.tokens(app).await;
    assert!(world.is_active(&pair.access).await);
    pair
}

#[actix_web::test]
async fn once_promoted_it_works_everywhere_and_nothing_that_worked_at_home_ends() {
    let center = Center::new().await;
    let (world, local) = (&center.world, &center.world.app);
    let before = let_in(world, local).await;
    center.propose().await;
    let global = world.server.promote(local).await;
    let page = center.client_page().await;
    assert!(page.words().contains("Offered to all accounts as zdg-invoice_sync"), "{}", page.words());

    assert!(world.is_active(&before.access).await, "a token of before");
    let renewed = Pair::of(&world.refresh(local, &before.refresh).expect(200).await);
    assert!(world.is_active(&renewed.access).await, "its refresh");
    let_in(world, local).await;
    let_in(world, &global).await;
    let globex = World::on(world.server.beside().await, "globex").await;
    let there = let_in(&globex, &global).await;

    let wrong = App { secret: local.secret.clone(), ..global.clone() };
    let code = world.code(&wrong).await;
    world.exchange(&wrong, &code).expect(401).await;
    world.server.delete_client(local).await;
    assert!(!world.is_active(&renewed.access).await);
    assert!(globex.is_active(&there.access).await, "the global one goes on without it");
    let_in(world, &global).await;
}
