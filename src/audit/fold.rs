//! What happens so often that one event a minute says enough: wrong credentials, above all.
//!
//! Who hammers at a door would otherwise fill the log, and push out of sight what it is read for. The first is an
//! event; those of the same kind, to the same thing, from the same address within the same minute are counted in
//! it. On PostgreSQL two that come at the very same time may both be the first; the counts still add up, because who
//! counts has claimed the event.

use serde_json::{Value, json};

use super::{Action, Source, Stamp, record, store};
use crate::clock::Moment;
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
    let minute = Moment::from_micros(stamp.at.micros() - stamp.at.micros().rem_euclid(MINUTE));
    if let Some((id, mut known)) = store::same_since(db, tenant, &stamp.origin.address, action, &source, minute)? {
        known["count"] = json!(known["count"].as_i64().unwrap_or(1).saturating_add(1));
        return store::set_details(db, tenant, id, &known);
    }
    details["count"] = json!(1);
    record(db, tenant, stamp, action, source, details)
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
    async fn what_comes_at_the_same_time_is_counted_to_the_last() {
        let house = House::new().await;
        let token = Source::new(SourceType::ApiToken, 5, "nightly");
        fail(&house, "192.0.2.1", token.clone()).await;
        futures_util::future::join_all((0..40).map(|_| fail(&house, "192.0.2.1", token.clone()))).await;
        let log = house.log(crate::tenants::TenantId::new(1)).await;
        assert_eq!(log.iter().map(|event| event.details["count"].as_i64().unwrap()).collect::<Vec<_>>(), [41]);
    }
}
