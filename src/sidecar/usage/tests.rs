use futures_util::FutureExt;

use super::*;
use crate::sidecar::token::{Change, Maker, delete, set, store as tokens};
use crate::tenants::fixture::House;
use crate::users;

struct Here {
    house: House,
    tenant: TenantId,
    token: ApiTokenId,
    usage: Usage,
}

impl Here {
    async fn new() -> Self {
        let house = House::new().await;
        let tenant = house.tenant_with_api_tokens("acme").await;
        let token = house.api_token(tenant, "nightly").await.id;
        Self { house, tenant, token, usage: Usage::default() }
    }

    async fn person(&self, email: &str) -> Person {
        Person::of(self.house.user(self.tenant, email).await).unwrap()
    }

    fn call(&self, person: Option<&Person>, accepted: bool, from: (&str, &str, &str)) {
        self.usage.note(self.token, &Call::new(self.tenant, accepted, person, from), self.house.clock.now());
    }

    async fn report(&self) -> TokenUsage {
        self.usage.flush(&self.house.storage).await.unwrap();
        let (tenant, token) = (self.tenant, self.token);
        self.house.read(move |db| of_token(db, tenant, token, 0)).await
    }
}

#[tokio::test]
async fn the_report_says_who_from_where_with_what_and_how_often() {
    let here = Here::new().await;
    let (ada, bob) = (here.person("ada@example.com").await, here.person("bob@example.com").await);
    for _ in 0..3 {
        here.call(Some(&ada), true, ("192.0.2.1", "curl/8", "/api/v2/tickets"));
    }
    assert!(!here.report().await.shared);
    here.house.clock.advance(DAY);
    here.call(Some(&ada), true, ("192.0.2.2", "curl/8", "/"));
    here.call(Some(&bob), true, ("192.0.2.1", "zenpy/2", "/"));
    let report = here.report().await;
    assert_eq!((report.calls, report.refused, report.shared), (5, 0, true));
    let named = |shares: &[Share]| shares.iter().map(|share| (share.name.clone(), share.calls)).collect::<Vec<_>>();
    let people: Vec<_> =
        report.users.iter().map(|share| (share.user.as_ref().map(|user| user.id), share.calls)).collect();
    assert_eq!(people, [(Some(ada.id), 4), (Some(bob.id), 1)]);
    assert_eq!(report.users[0].user.as_ref().unwrap().external_id.as_deref(), Some("x-ada@example.com"));
    assert_eq!(named(&report.addresses), [("192.0.2.1".into(), 4), ("192.0.2.2".into(), 1)]);
    assert_eq!(named(&report.user_agents), [("curl/8".into(), 4), ("zenpy/2".into(), 1)]);
    let days: Vec<_> = report.days.iter().map(|day| (day.date.as_str(), day.calls)).collect();
    assert_eq!(days, [("2026-11-25", 3), ("2026-11-26", 2)]);

    let (tenant, id) = (here.tenant, here.token);
    let token = here.house.read(move |db| tokens::by_id(db, tenant, id)).await.unwrap();
    assert_eq!(token.last_used_at, Some(here.house.clock.now()));
    let all = here.house.read(move |db| of_tenant(db, tenant, 0)).await;
    let summary = &all[&id];
    assert_eq!((summary.calls, summary.users, summary.addresses, summary.user_agents), (5, 2, 2, 2));
    assert!(summary.shared && summary.last_used_at == Some(here.house.clock.now()));
}

#[tokio::test]
async fn whoever_was_deleted_since_is_still_told_from_others() {
    let here = Here::new().await;
    let (ada, bob) = (here.person("ada@example.com").await, here.person("bob@example.com").await);
    for person in [&ada, &bob] {
        here.call(Some(person), true, ("192.0.2.1", "curl/8", "/"));
    }
    let (tenant, stamp) = (here.tenant, here.house.stamp().await);
    here.house.write(move |tx| users::delete(tx, tenant, bob.id, &stamp)).await;
    let report = here.report().await;
    let label = |share: &PersonShare| share.user.as_ref().unwrap().label().to_owned();
    assert_eq!(report.users.iter().map(label).collect::<Vec<_>>(), ["ada@example.com", "bob"]);
    assert!(report.shared);
}

#[tokio::test]
async fn calls_of_a_token_that_has_ended_are_counted_with_their_path() {
    let here = Here::new().await;
    let ada = here.person("ada@example.com").await;
    here.call(Some(&ada), false, ("192.0.2.1", "curl/8", "/api/v2/tickets"));
    here.call(Some(&ada), false, ("192.0.2.1", "curl/8", "/api/v2/tickets"));
    here.call(None, false, ("192.0.2.9", "", "/api/v2/users"));
    let report = here.report().await;
    let label = |user: &Option<users::Named>| user.as_ref().map_or("", |user| user.label()).to_owned();
    assert_eq!((report.calls, report.refused), (0, 3));
    let told: Vec<_> = report.refusals.iter().map(|r| (label(&r.user), &*r.address, &*r.path, r.calls)).collect();
    let expected = [
        ("ada@example.com".into(), "192.0.2.1", "/api/v2/tickets", 2),
        (String::new(), "192.0.2.9", "/api/v2/users", 1),
    ];
    assert_eq!(told, expected);
    let (tenant, id) = (here.tenant, here.token);
    let token = here.house.read(move |db| tokens::by_id(db, tenant, id)).await.unwrap();
    assert_eq!(token.last_used_at, None, "a refused call is no use");
}

#[tokio::test]
async fn what_was_counted_before_is_added_to_and_no_path_of_an_accepted_call_is_kept() {
    let here = Here::new().await;
    let ada = here.person("ada@example.com").await;
    for path in ["/secret/one", "/secret/two", "/secret/three"] {
        here.call(Some(&ada), true, ("192.0.2.1", "curl/8", path));
        here.report().await;
    }
    let (tenant, id) = (here.tenant, here.token);
    let rows = here.house.read(move |db| store::of_token(db, tenant, id, 0)).await;
    assert_eq!((rows.len(), rows[0].calls, rows[0].path.as_str()), (1, 3, ""));
}

#[tokio::test]
async fn neither_memory_nor_the_database_grow_without_bound_and_no_call_is_forgotten() {
    let here = Here::new().await;
    for at in 0..500 {
        here.call(None, true, (&format!("192.0.2.{at}"), "curl/8", "/"));
    }
    assert_eq!(here.report().await.calls, 500);
    let (tenant, id) = (here.tenant, here.token);
    let rows = here.house.read(move |db| store::of_token(db, tenant, id, 0)).await;
    assert_eq!(rows.len(), usize::try_from(MOST_A_DAY).unwrap() + 1);

    let many = 2 * MOST_SEEN;
    for at in 0..many {
        here.call(None, true, (&at.to_string(), "curl/8", "/"));
    }
    let held = here.usage.len();
    assert!(held <= MOST_SEEN + SHARDS, "{held}");
    let calls: i64 = here.usage.take(usize::MAX).iter().map(|seen| seen.calls).sum();
    assert_eq!(calls, i64::try_from(many).unwrap());
}

#[tokio::test]
async fn what_could_not_be_written_is_kept_for_the_next_time() {
    let here = Here::new().await;
    here.call(None, true, ("192.0.2.1", "curl/8", "/"));
    let taken = here.usage.take(usize::MAX);
    here.call(None, true, ("192.0.2.1", "curl/8", "/"));
    here.usage.take_back(taken);
    assert_eq!(here.report().await.calls, 2);
}

#[tokio::test]
async fn whoever_goes_away_before_it_is_written_takes_nothing_along() {
    let here = Here::new().await;
    for _ in 0..3 {
        here.call(None, true, ("192.0.2.1", "curl/8", "/"));
        // The door is held while the one who asks goes away.
        let (open, held) = std::sync::mpsc::channel::<()>();
        let (storage, (begun, waits)) = (here.house.storage.clone(), tokio::sync::oneshot::channel());
        let mut begun = Some(begun);
        let holding = tokio::spawn(async move {
            let hold = move |_: &mut crate::storage::Tx<'_>| {
                begun.take().into_iter().for_each(|begun| begun.send(()).unwrap());
                held.recv().unwrap_or_default();
                Ok::<_, crate::storage::Failure>(())
            };
            storage.write(hold).await
        });
        waits.await.unwrap();
        assert!(here.usage.flush(&here.house.storage).now_or_never().is_none());
        drop(open);
        holding.await.unwrap().unwrap();
    }
    assert_eq!(here.report().await.calls, 3);
}

#[tokio::test]
async fn a_flush_that_fails_keeps_every_count() {
    let here = Here::new().await;
    for at in 0..250 {
        here.call(None, true, (&format!("192.0.2.{at}"), "curl/8", "/"));
    }
    let closed = House::new().await;
    closed.storage.close().await;
    assert!(here.usage.flush(&closed.storage).await.is_err());
    assert_eq!((here.usage.len(), here.report().await.calls, here.usage.len()), (250, 250, 0));
}

#[tokio::test]
async fn a_deleted_token_takes_its_usage_with_it() {
    let here = Here::new().await;
    here.call(None, true, ("192.0.2.1", "curl/8", "/"));
    here.report().await;
    let (tenant, id) = (here.tenant, here.token);
    let off = Change { active: Some(false), ..Change::default() };
    let (maker, stamp) = (Maker::from(here.house.stamp().await), here.house.stamp().await);
    let catalogue = crate::protocol::scope::Catalogue::default();
    here.house.write(move |tx| set(tx, (tenant, id), &off, &catalogue, &maker)).await;
    here.house.write(move |tx| delete(tx, tenant, id, &stamp)).await;
    here.call(None, false, ("192.0.2.1", "curl/8", "/"));
    let report = here.report().await;
    assert_eq!((report.calls, report.refused), (0, 0));
}

#[test]
fn what_is_long_is_cut_between_characters() {
    let long = "é".repeat(LONGEST + 1);
    assert_eq!(cut(&long), "é".repeat(LONGEST));
    assert_eq!(cut("short"), "short");
}
