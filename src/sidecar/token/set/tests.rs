use super::*;
use crate::sidecar::token::{Ceiling, delete};
use crate::tenants::fixture::House;

async fn try_set(house: &House, tenant: TenantId, id: ApiTokenId, change: Change) -> Result<ApiToken, Refused> {
    try_set_within(house, tenant, id, change, Ceiling::default()).await
}

async fn try_set_within(
    house: &House,
    tenant: TenantId,
    id: ApiTokenId,
    change: Change,
    ceiling: Ceiling,
) -> Result<ApiToken, Refused> {
    let maker = Maker { stamp: house.stamp().await, ceiling };
    house.storage.write(move |tx| set(tx, (tenant, id), &change, &Catalogue::default(), &maker)).await
}

fn active(active: bool) -> Change {
    Change { active: Some(active), ..Change::default() }
}

#[tokio::test]
async fn a_token_s_description_can_be_edited_and_the_log_says_what_it_was() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let token = house.api_token(acme, "nightly").await;
    let change = Change { description: Some(" weekly ".into()), ..Change::default() };
    assert_eq!(try_set(&house, acme, token.id, change.clone()).await.unwrap().description, "weekly");
    let log = house.log(acme).await;
    assert_eq!((log[0].action, &log[0].details["before"]["description"]), (Action::Update, &"nightly".into()));
    try_set(&house, acme, token.id, change).await.unwrap();
    assert_eq!(house.log(acme).await.len(), log.len(), "what changes nothing is no event");
}

#[tokio::test]
async fn a_token_is_deactivated_and_reactivated_and_deleted_only_when_deactivated() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let id = house.api_token(acme, "nightly").await.id;
    let gone = async || {
        let stamp = house.stamp().await;
        house.storage.write(move |tx| delete(tx, acme, id, &stamp)).await
    };
    let Err(Refused::Invalid(problems)) = gone().await else { panic!("an active token was deleted") };
    assert_eq!(problems[0].field, "base");
    for (change, action, status) in [
        (active(false), Action::Deactivate, "deactivated"),
        (active(true), Action::Reactivate, "active"),
        (active(false), Action::Deactivate, "deactivated"),
    ] {
        assert_eq!(try_set(&house, acme, id, change).await.unwrap().status(house.clock.now()), status);
        assert_eq!(house.log(acme).await[0].action, action);
    }
    gone().await.unwrap();
    assert_eq!(house.log(acme).await[0].action, Action::Destroy);
    assert!(matches!(gone().await, Err(Refused::Unknown(_))));
    assert!(matches!(try_set(&house, acme, id, active(true)).await, Err(Refused::Unknown(_))));
}

#[tokio::test]
async fn a_token_of_another_tenant_cannot_be_changed_or_deleted() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let globex = house.tenant_with_api_tokens("globex").await;
    let id = house.api_token(acme, "nightly").await.id;
    assert!(matches!(try_set(&house, globex, id, active(false)).await, Err(Refused::Unknown(_))));
    let stamp = house.stamp().await;
    let deleted = house.storage.write(move |tx| delete(tx, globex, id, &stamp)).await;
    assert!(matches!(deleted, Err(Refused::Unknown(_))));
}

#[tokio::test]
async fn what_makes_a_token_safer_comes_and_goes() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let (ada, end) = (house.user(acme, "ada@example.com").await.id, house.clock.now().plus(60));
    let nets = ["::ffff:192.0.2.7", "192.0.2.9/24", "2001:db8::/32", "192.0.2.0/24"];
    let narrow = Change {
        assigned_user: Some(Some(ada)),
        scopes: Some("tickets:read".into()),
        allowed_ips: Some(nets.map(str::to_owned).to_vec()),
        expires_at: Some(Some(end)),
        ..Change::default()
    };
    let (token, _) = house.try_api_token(acme, narrow, Ceiling::default()).await.unwrap();
    assert_eq!((token.assigned_user, token.expires_at), (Some(ada), Some(end)));
    let kept: Vec<String> = token.allowed_ips.iter().map(ToString::to_string).collect();
    assert_eq!(kept, ["192.0.2.7/32", "192.0.2.0/24", "2001:db8::/32"]);
    let wide = Change {
        assigned_user: Some(None),
        scopes: Some(String::new()),
        allowed_ips: Some(Vec::new()),
        expires_at: Some(None),
        ..Change::default()
    };
    let token = try_set(&house, acme, token.id, wide).await.unwrap();
    assert!(token.assigned_user.is_none() && token.scopes.is_none());
    assert!(token.allowed_ips.is_empty() && token.expires_at.is_none());
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let globex = house.tenant("globex").await.id;
    let stranger = house.user(globex, "eve@example.com").await.id;
    let id = house.api_token(acme, "nightly").await.id;
    let now = house.clock.now();
    for (change, field) in [
        (Change { description: Some("a\nb".into()), ..Change::default() }, "description"),
        (Change { assigned_user: Some(Some(stranger)), ..Change::default() }, "assigned_user"),
        (Change { scopes: Some("no_such:read".into()), ..Change::default() }, "scopes"),
        (Change { allowed_ips: Some(vec!["here".into()]), ..Change::default() }, "allowed_ips"),
        (Change { allowed_ips: Some(vec!["192.0.2.0/33".into()]), ..Change::default() }, "allowed_ips"),
        (Change { expires_at: Some(Some(now)), ..Change::default() }, "expires_at"),
    ] {
        let Err(Refused::Invalid(problems)) = try_set(&house, acme, id, change).await else { panic!("{field}") };
        assert_eq!(problems[0].field, field);
    }
}

#[tokio::test]
async fn a_limit_of_scopes_is_taken_off_only_by_who_has_none() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let narrow = Change { scopes: Some("tickets:read".into()), ..Change::default() };
    let (token, _) = house.try_api_token(acme, narrow, Ceiling::default()).await.unwrap();
    let unlimited = || Change { scopes: Some(String::new()), ..Change::default() };
    let scopes = "credentials:write tickets:read".parse().ok();
    let bound = try_set_within(&house, acme, token.id, unlimited(), Ceiling { scopes, ..Ceiling::default() }).await;
    let Err(Refused::Invalid(problems)) = bound else { panic!("it has no limit any more") };
    assert_eq!(problems[0].field, "scopes");
    assert!(try_set(&house, acme, token.id, unlimited()).await.unwrap().scopes.is_none());
}

#[tokio::test]
async fn whoever_is_limited_frees_no_token_that_may_more_from_what_it_is_held_to() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let [ada, ben] = [house.user(acme, "ada@example.com").await.id, house.user(acme, "ben@example.com").await.id];
    let end = house.clock.now().plus(60);
    let nets = |nets: &[&str]| Change {
        allowed_ips: Some(nets.iter().map(ToString::to_string).collect()),
        ..Change::default()
    };
    let user = |user| Change { assigned_user: Some(user), ..Change::default() };
    let until = |end| Change { expires_at: Some(end), ..Change::default() };
    let limited = || Ceiling { scopes: "credentials:write".parse().ok(), ..Ceiling::default() };
    for (change, frees) in [
        (user(None), true),
        (user(Some(ben)), true),
        (nets(&[]), true),
        (nets(&["192.0.2.0/23"]), true),
        (nets(&["192.0.2.0/24", "198.51.100.1"]), true),
        (until(None), true),
        (until(Some(end.plus(1))), true),
        (user(Some(ada)), false),
        (nets(&["192.0.2.7", "192.0.2.128/25"]), false),
        (until(Some(end.plus(-1))), false),
        (Change { description: Some("another".into()), ..Change::default() }, false),
    ] {
        for works in [true, false] {
            let held = Change {
                assigned_user: Some(Some(ada)),
                allowed_ips: nets(&["192.0.2.0/24"]).allowed_ips,
                expires_at: Some(Some(end)),
                ..Change::default()
            };
            let (token, _) = house.try_api_token(acme, held, Ceiling::default()).await.unwrap();
            try_set(&house, acme, token.id, active(works)).await.unwrap();
            let tried = try_set_within(&house, acme, token.id, change.clone(), limited()).await;
            match tried {
                Err(Refused::Invalid(problems)) if frees => assert_eq!(problems[0].field, "scopes", "{change:?}"),
                tried => assert!(tried.is_ok() && !frees, "{change:?}: {tried:?}"),
            }
            assert!(try_set(&house, acme, token.id, change.clone()).await.is_ok(), "{change:?}");
        }
    }
}
