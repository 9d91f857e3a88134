//! What happens so often that one event a minute says enough: wrong credentials, above all.
//!
//! Who hammers at a door would otherwise fill the log, and push out of sight what it is read for. The first is an
//! event; those of the same kind, by the same, to the same thing, from the same network ([`named`]: whoever has one
//! IPv6 address has 2^64) within the same minute are counted in it, each reason for itself. It keeps the address that
//! came first. Which event counts what is kept beside the log, by a digest: to look for it among the events was refused,
//! because their addresses say nothing of networks to a database, and an index for that would be one more for every
//! event.

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};

use super::{Action, Source, Stamp, record, store};
use crate::clock::Moment;
use crate::networks::named;
use crate::storage::{Db, Result};

/// Seconds of a minute.
pub(super) const MINUTE: i64 = 60;

/// Writes an event as [`record`](super::record()) does, or counts one more in that of this minute: its details are the
/// `count`, and how many of them each `why` had, so that none hides another.
///
/// # Errors
/// Only storage's.
pub fn record_folded(
    db: &mut Db,
    tenant: i64,
    stamp: &Stamp,
    action: Action,
    source: Source,
    why: &'static str,
) -> Result<()> {
    let ends = Moment::from_micros(0).plus((stamp.at.seconds().div_euclid(MINUTE) + 1) * MINUTE);
    let first = store::first_of(db, tenant, &subject(stamp, action, &source), stamp, ends)?;
    match store::by_id(db, tenant, first)? {
        Some(event) => store::set_details(db, tenant, first, &one_more(&event.details, why)),
        None => record(db, tenant, &Stamp { id: first, ..stamp.clone() }, action, source, one_more(&json!({}), why)),
    }
}

/// What is `known` with one more, which had this `why`.
fn one_more(known: &Value, why: &str) -> Value {
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    let count = number(&known["count"]);
    let mut reasons = match &known["why"] {
        Value::Object(reasons) => reasons.clone(),
        // A row of a version that kept the first one only.
        Value::String(first) => Map::from_iter([(first.clone(), json!(count))]),
        _ => Map::new(),
    };
    let so_far = reasons.get(why).map_or(0, number);
    reasons.insert(why.to_owned(), json!(so_far.saturating_add(1)));
    json!({ "why": reasons, "count": count.saturating_add(1) })
}

/// The digest of what makes two events the same.
fn subject(stamp: &Stamp, action: Action, source: &Source) -> [u8; 32] {
    let (actor, network) = (&stamp.origin.actor, named(&stamp.origin.address));
    let who = json!([actor.kind(), actor.id(), network]);
    let what = json!([action.as_str(), source.kind.as_str(), source.id, source.label]);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(digest(&SHA256, json!([who, what]).to_string().as_bytes()).as_ref());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::{Origin, SourceType};
    use crate::storage::{Failure, Tx};
    use crate::tenants::fixture::House;

    async fn fail(house: &House, address: &str, source: Source) {
        refuse(house, address, source, "wrong").await;
    }

    async fn refuse(house: &House, address: &str, source: Source, why: &'static str) {
        let origin = Origin::anonymous(address.into());
        let stamp = Stamp { origin, ..house.stamp().await };
        let write = move |tx: &mut Tx<'_>| record_folded(tx.db, 1, &stamp, Action::VerifyFailed, source.clone(), why);
        house.write::<_, Failure>(write).await;
    }

    async fn details(house: &House) -> Vec<Value> {
        house.log(crate::tenants::TenantId::new(1)).await.into_iter().map(|event| event.details).collect()
    }

    #[tokio::test]
    async fn no_reason_hides_another() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        for why in ["unknown", "address_not_allowed", "address_not_allowed", "unknown", "inactive"] {
            refuse(&house, "192.0.2.1", token.clone(), why).await;
        }
        let why = json!({ "unknown": 2, "address_not_allowed": 2, "inactive": 1 });
        assert_eq!(details(&house).await, [json!({ "why": why, "count": 5 })]);
    }

    #[tokio::test]
    async fn what_was_kept_when_a_row_had_one_reason_is_counted_on() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        fail(&house, "192.0.2.1", token.clone()).await;
        let kept = house.log(crate::tenants::TenantId::new(1)).await.remove(0).stamp.id;
        let former = json!({ "why": "unknown", "count": 3 });
        house.write::<_, Failure>(move |tx| store::set_details(tx.db, 1, kept, &former)).await;
        fail(&house, "192.0.2.1", token).await;
        assert_eq!(details(&house).await, [json!({ "why": { "unknown": 3, "wrong": 1 }, "count": 4 })]);
    }

    #[tokio::test]
    async fn one_row_for_each_address_thing_and_minute_with_a_count() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        let nobody = Source::unnumbered(SourceType::ApiToken, "");
        for _ in 0..5 {
            fail(&house, "192.0.2.1", token.clone()).await;
        }
        fail(&house, "192.0.2.2", token.clone()).await;
        fail(&house, "192.0.2.1", nobody.clone()).await;
        fail(&house, "192.0.2.1", nobody).await;
        house.clock.advance(60);
        fail(&house, "192.0.2.1", token).await;
        let log = house.log(crate::tenants::TenantId::new(1)).await;
        let mut counts: Vec<(i64, &str)> =
            log.iter().map(|event| (event.details["count"].as_i64().unwrap(), &*event.stamp.origin.address)).collect();
        counts.sort_unstable();
        assert_eq!(counts, [(1, "192.0.2.1"), (1, "192.0.2.2"), (2, "192.0.2.1"), (5, "192.0.2.1")]);
        assert!(log.iter().all(|event| event.details["why"]["wrong"] == event.details["count"]));
    }

    #[tokio::test]
    async fn a_network_is_one_stranger_however_many_addresses_it_has() {
        let house = House::new().await;
        let token = Source::unnumbered(SourceType::ApiToken, "");
        for last in 1..=20 {
            fail(&house, &format!("2001:db8::1:0:0:{last:x}"), token.clone()).await;
        }
        fail(&house, "2001:db8:0:1::1", token.clone()).await;
        fail(&house, "::ffff:192.0.2.1", token.clone()).await;
        fail(&house, "192.0.2.1", token).await;
        let log = house.log(crate::tenants::TenantId::new(1)).await;
        let mut told: Vec<(&str, i64)> =
            log.iter().map(|event| (&*event.stamp.origin.address, event.details["count"].as_i64().unwrap())).collect();
        told.sort_unstable();
        assert_eq!(told, [("2001:db8:0:1::1", 1), ("2001:db8::1:0:0:1", 20), ("::ffff:192.0.2.1", 2)]);
    }

    #[tokio::test]
    async fn a_clock_that_was_set_back_begins_a_row_of_its_own() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        house.clock.advance(86_400);
        fail(&house, "192.0.2.1", token.clone()).await;
        house.clock.advance(-86_400);
        fail(&house, "192.0.2.1", token.clone()).await;
        fail(&house, "192.0.2.1", token).await;
        let mut counts: Vec<i64> =
            details(&house).await.iter().map(|details| details["count"].as_i64().unwrap()).collect();
        counts.sort_unstable();
        assert_eq!(counts, [1, 2]);
    }

    #[tokio::test]
    async fn what_comes_at_the_same_time_is_counted_to_the_last() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        futures_util::future::join_all((0..41).map(|_| fail(&house, "192.0.2.1", token.clone()))).await;
        let log = house.log(crate::tenants::TenantId::new(1)).await;
        assert_eq!(log.iter().map(|event| event.details["count"].as_i64().unwrap()).collect::<Vec<_>>(), [41]);
    }
}
