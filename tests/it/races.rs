//! Many at once: one winner at most, and nothing that is left alive by mistake.

use futures_util::future::{join, join_all};
use grantor::audit::Action;

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::{Pair, World};
use crate::harness::people::PASSWORD;

const MANY: usize = 50;

fn pairs(answers: &[Answer]) -> Vec<Pair> {
    answers.iter().filter(|answer| answer.status == 200).map(Pair::of).collect()
}

/// Whatever came out of a family, nothing of it is alive.
async fn dead(world: &World, pairs: &[Pair]) {
    for pair in pairs {
        assert_eq!(world.alive(&world.app, pair).await, (false, false));
        assert_eq!(world.refresh(&world.app, &pair.refresh).expect(400).await.error(), "invalid_grant");
    }
}

#[actix_web::test]
async fn of_many_parallel_redemptions_one_wins_and_the_replays_take_it_back() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let answers = join_all((0..MANY).map(|_| world.exchange(&world.app, &code).send())).await;
    let won = pairs(&answers);
    assert_eq!(won.len(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.error().as_str()), (400, "invalid_grant"));
    }
    dead(&world, &won).await;
    assert_eq!(world.server.told(world.tenant.id, Action::Replayed).await, MANY - 1);
}

#[actix_web::test]
async fn many_parallel_refreshes_all_get_the_same_pair() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let answers = join_all((0..MANY).map(|_| world.refresh(&world.app, &first.refresh).expect(200))).await;
    let pairs = pairs(&answers);
    assert!(pairs.iter().all(|pair| *pair == pairs[0]));
    assert_eq!(world.alive(&world.app, &pairs[0]).await, (true, true));
    assert_eq!(world.alive(&world.app, &first).await, (false, false));
    assert_eq!(world.server.told(world.tenant.id, Action::Retried).await, MANY - 1);
}

#[actix_web::test]
async fn many_parallel_refreshes_after_a_lost_answer_leave_one_live_pair() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let lost = world.refreshed(&world.app, &first.refresh).await;
    world.server.advance(61);
    let answers = join_all((0..MANY).map(|_| world.refresh(&world.app, &first.refresh).send())).await;
    let pairs = pairs(&answers);
    let mut alive = 0;
    for pair in &pairs {
        alive += usize::from(world.alive(&world.app, pair).await == (true, true));
    }
    assert_eq!((pairs.len(), alive), (MANY, 1));
    assert_eq!(world.alive(&world.app, &lost).await, (false, false));
}

#[actix_web::test]
async fn a_revocation_in_the_middle_of_refreshes_leaves_nothing_alive() {
    let world = World::new().await;
    for turn in 0..5 {
        let first = world.tokens(&world.app).await;
        let revoke = [
            ("client_id", "invoice_sync"),
            ("client_secret", world.app.secret.as_str()),
            ("token", if turn % 2 == 0 { &first.refresh } else { &first.access }),
        ];
        let refreshes = |count: usize| join_all((0..count).map(|_| world.refresh(&world.app, &first.refresh).send()));
        let revocation = world.server.post("acme", "/oauth/revoke").form(&revoke).expect(200);
        let (before, (_, after)) = join(refreshes(turn * 3), join(revocation, refreshes(10))).await;
        let issued = [pairs(&before), pairs(&after)].concat();
        dead(&world, &issued).await;
        dead(&world, std::slice::from_ref(&first)).await;
    }
}

#[actix_web::test]
async fn a_replay_in_the_middle_of_refreshes_leaves_nothing_alive() {
    let world = World::new().await;
    let code = world.code(&world.app).await;
    let first = Pair::of(&world.exchange(&world.app, &code).expect(200).await);
    let refreshes = |count: usize| join_all((0..count).map(|_| world.refresh(&world.app, &first.refresh).send()));
    let replay = world.exchange(&world.app, &code).expect(400);
    let (before, (_, after)) = join(refreshes(5), join(replay, refreshes(5))).await;
    dead(&world, &[pairs(&before), pairs(&after)].concat()).await;
}

#[actix_web::test]
async fn parallel_generations_never_leave_two_live_pairs() {
    let world = World::new().await;
    let mut pair = world.tokens(&world.app).await;
    for _ in 0..5 {
        let next = world.refreshed(&world.app, &pair.refresh).await;
        let (older, newer) = join(
            join_all((0..10).map(|_| world.refresh(&world.app, &pair.refresh).send())),
            join_all((0..10).map(|_| world.refresh(&world.app, &next.refresh).send())),
        )
        .await;
        let newest = pairs(&newer);
        assert!(newest.len() == 10 && newest.iter().all(|pair| *pair == newest[0]));
        assert!(pairs(&older).iter().all(|again| *again == next));
        assert_eq!(world.alive(&world.app, &newest[0]).await, (true, true));
        assert_eq!(world.alive(&world.app, &next).await, (false, false));
        pair = newest[0].clone();
    }
}

#[actix_web::test]
async fn a_form_that_is_submitted_many_times_gives_codes_of_their_own() {
    let world = World::new().await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await;
    let answers =
        join_all((0..20).map(|_| browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]))).await;
    let mut codes: Vec<String> = answers.iter().filter_map(|answer| answer.parameter("code")).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 20);
    for code in &codes {
        world.exchange(&world.app, code).expect(200).await;
    }
}

#[actix_web::test]
async fn of_many_wrong_secrets_at_once_no_more_than_the_limit_are_looked_at() {
    let world = World::new().await;
    let form = [("grant_type", "refresh_token"), ("client_id", "invoice_sync"), ("client_secret", "wrong")];
    let answers = join_all((0..100).map(|_| world.server.post("acme", "/oauth/tokens").form(&form).send())).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(401), count(429)), (30, 70));
}

#[actix_web::test]
async fn a_one_time_link_is_claimed_once() {
    let world = World::new().await;
    let link = world.server.link(&world.ada).await;
    let browser = world.server.browser("acme");
    let page = browser.get(&link).await;
    let claims = (0..10).map(|at| {
        let (browser, page, link) = (&browser, &page, &link);
        async move { browser.submit(page, link, &[("password", &format!("{PASSWORD} {at}"))]).await.status }
    });
    let statuses = join_all(claims).await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| matches!(status, 303 | 410)), "{statuses:?}");
}

#[actix_web::test]
async fn an_app_that_asks_while_it_is_removed_keeps_nothing() {
    let world = World::new().await;
    let (browser, page) = (world.browser().await, "/account/connected-apps");
    let request = world.request(&world.app, "read write");
    for turn in 0..10 {
        world.tokens(&world.app).await;
        let form = browser.get(page).await.forms(page).remove(0);
        let asks = |count: usize| join_all((0..count).map(|_| browser.get(&request)));
        let (before, (removed, after)) = join(asks(turn % 4), join(browser.post(page, &form), asks(4))).await;
        assert_eq!(removed.status, 303);
        // What came before the removal went with it; what came after it had to ask.
        for answer in before.iter().chain(&after).filter(|answer| answer.status == 303) {
            let code = answer.parameter("code").expect("a code");
            world.exchange(&world.app, &code).expect(400).await;
        }
        assert_eq!(browser.get(&request).await.status, 200, "the person is asked again");
    }
}

#[actix_web::test]
async fn of_two_first_decisions_at_the_same_moment_both_are_remembered() {
    let world = World::new().await;
    let browser = world.browser().await;
    for turn in 0..15 {
        let app = world.server.confidential(world.tenant.id, &format!("app-{turn}")).await;
        let ask = |scope: &str| Ask::of(&app).with("scope", scope).path();
        let (tickets, users) = (browser.get(&ask("tickets:read")).await, browser.get(&ask("users:read")).await);
        let allow = |page| browser.submit(page, "/oauth/authorizations", &[("decision", "allow")]);
        let (first, second) = join(allow(&tickets), allow(&users)).await;
        assert_eq!((first.status, second.status), (303, 303));
        assert!(browser.get(&ask("tickets:read users:read")).await.parameter("code").is_some(), "turn {turn}");
    }
}

#[actix_web::test]
async fn no_refresh_after_the_answer_overtakes_the_first_use_of_the_token_before() {
    let world = World::new().await;
    for _ in 0..15 {
        let first = world.tokens(&world.app).await;
        let second = world.refreshed(&world.app, &first.refresh).await;
        world.server.advance(61);
        let others = join_all((0..8).map(|_| world.lone_token("read")));
        let (used, _) = join(world.is_active(&second.access), others).await;
        assert!(used);
        assert_eq!(world.refresh(&world.app, &first.refresh).expect(400).await.error(), "invalid_grant");
        dead(&world, &[second]).await;
    }
}
