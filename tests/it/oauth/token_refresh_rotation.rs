//! POST /oauth/tokens with `refresh_token`: every refresh rotates (RFC 6749 §6, RFC 9700 §4.14.2).

use std::collections::BTreeSet;

use diesel::prelude::*;
use grantor::clock::Moment;
use grantor::storage::schema::token_families;
use grantor::storage::{Db, Failure};
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::flow::{Pair, World};

fn refused(answer: &Answer, detail: &str) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.refusal(), ("invalid_grant".to_owned(), detail.to_owned()));
}

const UNKNOWN: &str = "The refresh token is not valid; ask the person again.";

#[actix_web::test]
async fn a_refresh_brings_a_new_pair_and_ends_the_access_token() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let answer = world.refresh(&world.app, &first.refresh).expect(200).await;
    let second = Pair::of(&answer);
    assert_eq!(
        answer.json(),
        json!({
            "access_token": second.access,
            "token_type": "bearer",
            "expires_in": 1800,
            "refresh_token": second.refresh,
            "refresh_token_expires_in": 2_592_000,
            "scope": "read write",
        })
    );
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(answer.header("pragma").as_deref(), Some("no-cache"));
    assert!(first.access != second.access && first.refresh != second.refresh);
    assert_eq!(world.alive(&world.app, &first).await, (false, false));
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
    assert!(world.is_active(&second.access).await);
}

#[actix_web::test]
async fn the_next_token_keeps_working_time_after_time() {
    let world = World::new().await;
    let mut pair = world.tokens(&world.native).await;
    for _ in 0..20 {
        world.server.advance(86_400);
        let next = world.refreshed(&world.native, &pair.refresh).await;
        assert_eq!(world.alive(&world.native, &pair).await, (false, false));
        assert!(world.is_active(&next.access).await);
        pair = next;
    }
}

/// What a family is found by when it is swept is in an index, so it does not move at each refresh.
#[actix_web::test]
async fn a_family_is_kept_as_long_as_its_refresh_token_and_moves_once_a_day() {
    let world = World::new().await;
    let storage = &world.server.grantor.storage;
    let mut pair = world.tokens(&world.app).await;
    let mut ends = BTreeSet::new();
    for _ in 0..48 {
        world.server.advance(7_200);
        pair = world.refreshed(&world.app, &pair.refresh).await;
        let all = |db: &mut Db| Ok::<_, Failure>(token_families::table.select(token_families::expires_at).load(db)?);
        let kept: Vec<Option<Moment>> = storage.read(all).await.unwrap();
        assert!(kept[0].unwrap() >= world.server.grantor.now().plus(30 * 86_400));
        ends.extend(kept[0]);
    }
    assert!((4..=5).contains(&ends.len()), "{ends:?}");
}

#[actix_web::test]
async fn rotation_survives_a_restart() {
    let world = World::new().await;
    let first = world.tokens(&world.app).await;
    let world = world.restarted().await;
    let second = world.refreshed(&world.app, &first.refresh).await;
    let world = world.restarted().await;
    assert_eq!(world.alive(&world.app, &first).await, (false, false));
    assert_eq!(world.alive(&world.app, &second).await, (true, true));
    assert_eq!(world.refreshed(&world.app, &first.refresh).await, second, "the answer that was lost in the restart");
    let third = world.refreshed(&world.app, &second.refresh).await;
    let world = world.restarted().await;
    assert_eq!(world.alive(&world.app, &second).await, (false, false));
    assert_eq!(world.alive(&world.app, &third).await, (true, true));
    assert_eq!(world.refresh(&world.app, &first.refresh).expect(400).await.error(), "invalid_grant");
}

#[actix_web::test]
async fn a_public_client_refreshes_without_a_secret() {
    let world = World::new().await;
    let pair = world.tokens(&world.native).await;
    let form = [("grant_type", "refresh_token"), ("client_id", "native_app"), ("refresh_token", &pair.refresh)];
    let answer = world.server.post("acme", "/oauth/tokens").form(&form).expect(200).await;
    assert_eq!(world.alive(&world.native, &Pair::of(&answer)).await, (true, true));
}

#[actix_web::test]
async fn a_refresh_token_expires() {
    let world = World::new().await;
    let (in_time, late) = (world.tokens(&world.app).await, world.tokens(&world.app).await);
    world.server.advance(2_592_000 - 1);
    world.refreshed(&world.app, &in_time.refresh).await;
    world.server.advance(1);
    let detail = "The refresh token has expired; ask the person again.";
    refused(&world.refresh(&world.app, &late.refresh).send().await, detail);
}

#[actix_web::test]
async fn what_was_never_a_refresh_token_is_refused() {
    let world = World::new().await;
    let (code, pair) = (world.code(&world.app).await, world.tokens(&world.app).await);
    let right = &pair.refresh;
    let (longer, flipped) = (format!("{right}0"), right.to_ascii_uppercase());
    for sent in ["x", &right[..right.len() - 1], &right[1..], &longer, &flipped, &pair.access, &code, &world.app.secret]
    {
        refused(&world.refresh(&world.app, sent).send().await, UNKNOWN);
    }
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
}

#[actix_web::test]
async fn a_refresh_token_has_to_be_there() {
    let world = World::new().await;
    let answer = world.refresh(&world.app, "").expect(400).await;
    assert_eq!(answer.refusal(), ("invalid_request".into(), "The parameter refresh_token is missing.".into()));
}

#[actix_web::test]
async fn a_refresh_token_of_another_client_or_tenant_is_unknown_and_nothing_changes() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let other = world.server.confidential(world.tenant.id, "other").await;
    let pair = world.tokens(&world.app).await;
    let invented = world.refresh(&other, "grantorr_0").send().await;
    for answer in [
        world.refresh(&other, &pair.refresh).send().await,
        world.refresh(&world.native, &pair.refresh).send().await,
        globex.refresh(&globex.app, &pair.refresh).send().await,
        globex.refresh(&globex.native, &pair.refresh).send().await,
    ] {
        refused(&answer, UNKNOWN);
        assert_eq!(answer.body, invented.body, "as if there were no such token");
    }
    assert_eq!(world.alive(&world.app, &pair).await, (true, true));
    world.refreshed(&world.app, &pair.refresh).await;
    refused(&world.refresh(&other, &pair.refresh).send().await, UNKNOWN);
}

#[actix_web::test]
async fn what_is_refused_changes_nothing() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    for (more, error) in [
        (("expires_in", "1"), "invalid_request"),
        (("refresh_token_expires_in", "1"), "invalid_request"),
        (("expires_in", "soon"), "invalid_request"),
        (("scope", "impersonate"), "invalid_scope"),
        (("scope", "everything"), "invalid_scope"),
        (("scope", "\"read\""), "invalid_scope"),
    ] {
        let answer = world.refresh_with(&world.app, &pair.refresh, &[more]).expect(400).await;
        assert_eq!(answer.error(), error, "{more:?}");
        assert_eq!(world.alive(&world.app, &pair).await, (true, true), "{more:?}");
    }
    let next = world.refreshed(&world.app, &pair.refresh).await;
    assert_eq!(world.alive(&world.app, &next).await, (true, true));
}
