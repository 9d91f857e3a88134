//! What happens so often that one event a minute says enough: wrong credentials, above all.
//!
//! Who hammers at a door would otherwise fill the log, and push out of sight what it is read for. The first is an
//! event; those of the same kind, by the same, to the same thing, from the same network ([`named`]: whoever has one
//! IPv6 address has 2^64) within the same minute are counted in it. It keeps the address that came first. Which event
//! counts what is kept beside the log, by a digest: to look for it among the events was refused, because their
//! addresses say nothing of networks to a database, and an index for that would be one more for every event.

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::{Action, Source, Stamp, record, store};
use crate::clock::Moment;
use crate::networks::named;
use crate::storage::{Db, Result};

/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;

/// Writes an event as [`record`](super::record()) does, or counts one more in that of this minute: `details` of the
/// first, with `count`.
///
/// # Errors
/// Only storage's.
pub fn record_folded(
    db: &mut Db,
    tenant: i64,
    stamp: &Stamp,
    action: Action,
    source: Source,
    mut details: Value,
) -> Result<()> {
    let ends = Moment::from_micros((stamp.at.micros().div_euclid(MINUTE) + 1) * MINUTE);
    let first = store::first_of(db, tenant, &subject(stamp, action, &source), stamp, ends)?;
    if let Some(event) = store::by_id(db, tenant, first)? {
        let mut known = event.details;
        known["count"] = json!(known["count"].as_i64().unwrap_or(1).saturating_add(1));
        return store::set_details(db, tenant, first, &known);
    }
    details["count"] = json!(1);
    record(db, tenant, &Stamp { id: first, ..stamp.clone() }, action, source, details)
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
        let origin = Origin::anonymous(address.into());
        let stamp = Stamp { origin, ..house.stamp().await };
        let write = move |tx: &mut Tx<'_>| {
            record_folded(tx.db, 1, &stamp, Action::VerifyFailed, source.clone(), json!({ "why": "wrong" }))
        };
        house.write::<_, Failure>(write).await;
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
        assert!(log.iter().all(|event| event.details["why"] == "wrong"));
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
    async fn what_comes_at_the_same_time_is_counted_to_the_last() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        futures_util::future::join_all((0..41).map(|_| fail(&house, "192.0.2.1", token.clone()))).await;
        let log = house.log(crate::tenants::TenantId::new(1)).await;
        assert_eq!(log.iter().map(|event| event.details["count"].as_i64().unwrap()).collect::<Vec<_>>(), [41]);
    }
}
