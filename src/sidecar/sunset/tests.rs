use super::*;
use crate::audit::{self, Action};
use crate::refused::Refused;
use crate::sidecar::token::{Ceiling, Change, Maker, set, store as tokens};
use crate::storage::Failure;
use crate::tenants::fixture::House;
use crate::tenants::{self, TenantId};

fn date(text: &str) -> Moment {
    Moment::from_rfc3339(&format!("{text}T00:00:00Z")).unwrap()
}

/// What the vendor of the accounts at hand has announced for its own tokens.
fn calendar() -> Sunset {
    Sunset {
        starts_at: Some(date("2026-07-28")),
        idle_days: Some(30),
        delete_after_days: Some(60),
        no_new_from: Some(date("2026-10-27")),
        brown_outs: vec![tenants::sunset::Window { from: date("2027-03-01"), until: date("2027-03-02") }],
        ends_at: Some(date("2027-04-30")),
        announce_days: Some(14),
    }
}

struct Here {
    house: House,
    tenant: TenantId,
}

impl Here {
    async fn at(start: &str) -> Self {
        let house = House::new().await;
        house.clock.advance((date(start).micros() - house.clock.now().micros()) / 1_000_000);
        let tenant = house.tenant_with_api_tokens("acme").await;
        Self { house, tenant }
    }

    async fn decide(&self, policy: &Sunset) {
        let (tenant, stamp) = (self.tenant, self.house.stamp().await);
        let settings = serde_json::json!({ "api_token_sunset": policy }).as_object().unwrap().clone();
        let change = tenants::Change { settings, ..tenants::Change::default() };
        self.house.write(move |tx| tenants::set(tx, tenant, &change, &stamp)).await;
    }

    async fn plan(&self, policy: &Sunset, until: Moment) -> Vec<Step> {
        let (tenant, policy, now) = (self.tenant, policy.clone(), self.house.clock.now());
        self.house.read(move |db| plan(db, tenant, &policy, now, until)).await
    }

    /// What a server does again and again.
    async fn tick(&self, policy: &Sunset) {
        let now = self.house.clock.now();
        for to_come in self.plan(policy, now.plus(policy.announced_ahead())).await {
            let (tenant, stamp) = (self.tenant, self.house.stamp().await);
            if to_come.at <= now {
                self.house.write(move |tx| step(tx, tenant, &to_come, &stamp)).await;
            } else {
                self.house.write::<_, Failure>(move |tx| announce(tx, tenant, &to_come, &stamp)).await;
            }
        }
    }

    /// So many days go by at a server that runs.
    async fn pass(&self, policy: &Sunset, days: i64) {
        for _ in 0..days {
            self.house.clock.advance(DAY);
            self.tick(policy).await;
        }
    }

    async fn used(&self, id: ApiTokenId) {
        let (tenant, now) = (self.tenant, self.house.clock.now());
        self.house.write::<_, Failure>(move |tx| crate::sidecar::usage::store::used(tx.db, tenant, id, now)).await;
    }

    async fn token(&self, id: ApiTokenId) -> Option<ApiToken> {
        let tenant = self.tenant;
        self.house.read(move |db| tokens::by_id(db, tenant, id)).await
    }

    async fn reactivate(&self, id: ApiTokenId) {
        let (tenant, maker) = (self.tenant, Maker::from(self.house.stamp().await));
        let on = Change { active: Some(true), ..Change::default() };
        let catalogue = crate::protocol::scope::Catalogue::default();
        self.house.write::<_, Refused>(move |tx| set(tx, (tenant, id), &on, &catalogue, &maker)).await;
    }
}

#[tokio::test]
async fn the_calendar_from_2026_07_28_to_2027_04_30_in_a_moment() {
    let here = Here::at("2026-07-28").await;
    let policy = calendar();
    here.decide(&policy).await;
    let daily = here.house.api_token(here.tenant, "daily").await.id;
    let monthly = here.house.api_token(here.tenant, "monthly").await.id;
    let never = here.house.api_token(here.tenant, "never").await.id;
    let mut told: Vec<(String, String)> = Vec::new();
    for day in 0..=340 {
        if day > 0 {
            here.house.clock.advance(DAY);
        }
        let now = here.house.clock.now();
        if !policy.is_dark(now) {
            here.used(daily).await;
        }
        if day == 20 {
            here.used(monthly).await;
        }
        here.tick(&policy).await;
        let seen = async |id| here.token(id).await.map_or("gone", |token| token.status(here.house.clock.now()));
        let today = now.rfc3339()[..10].to_owned();
        let all = format!("{} {} {}", seen(daily).await, seen(monthly).await, seen(never).await);
        if told.last().is_none_or(|(_, before)| *before != all) {
            told.push((today, all));
        }
        let made = here.house.try_api_token(here.tenant, Change::default(), Ceiling::default()).await;
        assert_eq!(made.is_ok(), now < date("2026-10-27"), "{now:?}");
        if let Ok((token, _)) = made {
            remove(&here, token).await;
        }
    }
    let expected = [
        ("2026-07-28", "active active active"),
        ("2026-08-27", "active active deactivated"),
        ("2026-09-16", "active deactivated deactivated"),
        ("2026-10-26", "active deactivated gone"),
        ("2026-11-15", "active gone gone"),
        ("2027-04-30", "deactivated gone gone"),
        ("2027-06-29", "gone gone gone"),
    ];
    assert_eq!(told.iter().map(|(date, all)| (date.as_str(), all.as_str())).collect::<Vec<_>>(), expected);
}

async fn remove(here: &Here, token: ApiToken) {
    let (tenant, id, stamp) = (here.tenant, token.id, here.house.stamp().await);
    let (maker, off) = (Maker::from(here.house.stamp().await), Change { active: Some(false), ..Change::default() });
    let catalogue = crate::protocol::scope::Catalogue::default();
    here.house.write::<_, Refused>(move |tx| set(tx, (tenant, id), &off, &catalogue, &maker)).await;
    here.house.write(move |tx| crate::sidecar::token::delete(tx, tenant, id, &stamp)).await;
}

#[tokio::test]
async fn each_step_is_announced_once_and_ahead() {
    let here = Here::at("2026-07-28").await;
    let policy = calendar();
    here.decide(&policy).await;
    let id = here.house.api_token(here.tenant, "never").await.id;
    for _ in 0..60 {
        here.tick(&policy).await;
        here.tick(&policy).await;
        here.house.clock.advance(DAY);
    }
    let log = here.house.log(here.tenant).await;
    let mine: Vec<_> = log.iter().rev().filter(|event| event.source.id == Some(id.number())).collect();
    let step = |event: &audit::Event| event.details["sunset"].as_str().unwrap_or_default().to_owned();
    let told: Vec<_> =
        mine.iter().map(|event| (event.action, step(event), event.stamp.at.rfc3339()[..10].to_owned())).collect();
    let expected = [
        (Action::Create, "", "2026-07-28"),
        (Action::Announce, "idle", "2026-08-13"),
        (Action::Deactivate, "idle", "2026-08-27"),
    ];
    assert_eq!(told, expected.map(|(action, step, at)| (action, step.to_owned(), at.to_owned())));
}

#[tokio::test]
async fn the_dry_run_lists_what_would_happen_and_changes_nothing() {
    let here = Here::at("2026-07-28").await;
    let id = here.house.api_token(here.tenant, "never").await.id;
    let steps = here.plan(&calendar(), date("2028-01-01")).await;
    let listed: Vec<_> = steps.iter().map(|step| (step.at.rfc3339()[..10].to_owned(), step.kind, step.token)).collect();
    let expected = [
        ("2026-08-27", Kind::Idle, Some(id)),
        ("2026-10-26", Kind::Delete, Some(id)),
        ("2026-10-27", Kind::NoNew, None),
        ("2027-03-01", Kind::BrownOut, None),
        ("2027-04-30", Kind::End, None),
    ];
    assert_eq!(listed, expected.map(|(date, kind, token)| (date.to_owned(), kind, token)));
    assert_eq!(here.token(id).await.map(|token| token.status(here.house.clock.now())), Some("active"));
    assert_eq!(here.house.log(here.tenant).await.len(), 3, "tenant, access, token");
}

#[tokio::test]
async fn until_its_deletion_a_token_can_be_brought_back_and_what_is_used_meanwhile_lives_on() {
    let here = Here::at("2026-07-28").await;
    let policy = calendar();
    here.decide(&policy).await;
    let id = here.house.api_token(here.tenant, "monthly").await.id;
    here.pass(&policy, 29).await;
    here.house.clock.advance(DAY);
    let due = here.plan(&policy, here.house.clock.now()).await;
    here.used(id).await;
    let (tenant, stamp) = (here.tenant, here.house.stamp().await);
    assert!(!here.house.write(move |tx| step(tx, tenant, &due[0], &stamp)).await, "it was used since it was planned");
    here.pass(&policy, 30).await;
    assert_eq!(here.token(id).await.unwrap().status(here.house.clock.now()), "deactivated");
    here.pass(&policy, 59).await;
    here.reactivate(id).await;
    here.tick(&policy).await;
    assert_eq!(here.token(id).await.unwrap().status(here.house.clock.now()), "active");
    here.pass(&policy, 30).await;
    assert_eq!(here.token(id).await.unwrap().status(here.house.clock.now()), "deactivated");
}

#[tokio::test]
async fn without_a_policy_nothing_ever_happens_by_itself() {
    let here = Here::at("2026-07-28").await;
    let id = here.house.api_token(here.tenant, "never").await.id;
    assert_eq!(here.plan(&Sunset::default(), date("2100-01-01")).await, []);
    here.house.clock.advance(3_650 * DAY);
    here.tick(&Sunset::default()).await;
    assert_eq!(here.token(id).await.map(|token| token.status(here.house.clock.now())), Some("active"));
}

#[tokio::test]
async fn what_is_due_when_a_policy_is_set_waits_until_it_was_announced_long_enough() {
    let here = Here::at("2026-07-28").await;
    let stopped = here.house.api_token(here.tenant, "stopped").await.id;
    let idle = here.house.api_token(here.tenant, "idle").await.id;
    let (tenant, maker) = (here.tenant, Maker::from(here.house.stamp().await));
    let (off, catalogue) =
        (Change { active: Some(false), ..Change::default() }, crate::protocol::scope::Catalogue::default());
    here.house.write::<_, Refused>(move |tx| set(tx, (tenant, stopped), &off, &catalogue, &maker)).await;
    here.house.clock.advance(400 * DAY);
    let policy = Sunset { idle_days: Some(30), delete_after_days: Some(30), ..Sunset::default() };
    here.decide(&policy).await;
    let foretold = here.plan(&policy, here.house.clock.now().plus(14 * DAY)).await;
    here.tick(&policy).await;
    here.pass(&policy, 13).await;
    let seen = async |id| here.token(id).await.map_or("gone", |token| token.status(here.house.clock.now()));
    assert_eq!((seen(stopped).await, seen(idle).await), ("deactivated", "active"));
    here.pass(&policy, 1).await;
    assert_eq!((seen(stopped).await, seen(idle).await), ("gone", "deactivated"));
    assert!(foretold.iter().all(|step| step.at == here.house.clock.now()), "the dry run said so: {foretold:?}");
    let log = here.house.log(tenant).await;
    let announced = |id: ApiTokenId| {
        log.iter().filter(|event| event.action == Action::Announce && event.source.id == Some(id.number())).count()
    };
    assert_eq!((announced(stopped), announced(idle)), (1, 1));
    here.pass(&policy, 29).await;
    assert_eq!(seen(idle).await, "deactivated");
    here.pass(&policy, 1).await;
    assert_eq!(seen(idle).await, "gone");
}

#[tokio::test]
async fn each_window_of_a_day_is_announced_with_its_end_and_again_if_it_moves() {
    let here = Here::at("2026-07-28").await;
    let window = |from: i64, until: i64| {
        let at = |hour: i64| date("2026-08-01").plus(hour * 3_600);
        tenants::sunset::Window { from: at(from), until: at(until) }
    };
    let policy = |windows: &[tenants::sunset::Window]| Sunset { brown_outs: windows.to_vec(), ..Sunset::default() };
    for windows in [[window(9, 10), window(15, 16)], [window(9, 10), window(15, 17)]] {
        here.decide(&policy(&windows)).await;
        here.tick(&policy(&windows)).await;
        here.tick(&policy(&windows)).await;
    }
    let log = here.house.log(here.tenant).await;
    let told = log.iter().rev().filter(|event| event.action == Action::Announce);
    let told: Vec<_> = told.map(|event| (event.details["at"].clone(), event.details["until"].clone())).collect();
    let expected = [window(9, 10), window(15, 16), window(15, 17)];
    assert_eq!(told, expected.map(|window| (serde_json::json!(window.from), serde_json::json!(window.until))));
}
