//! Searching the log.
//!
//! Pages go by what the last one ended with, not by how many to leave out, so the hundredth costs what the first
//! does and an event that comes in between moves nothing; leaving out so many is there for clients of the API that
//! know nothing else. Text is looked for in names only: what a change changed is JSON, in which a search would find
//! the names of fields.

use std::net::IpAddr;

use super::{Action, Event, SourceType, store};
use crate::clock::Moment;
use crate::storage::{Db, Part, Result, SortKey, Window, Words};

/// What is looked for: everything that is given has to be true of an event, of a list any one of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What kinds of things it was done to.
    pub source_types: Vec<SourceType>,
    /// The number of the thing.
    pub source_id: Option<i64>,
    /// The number of the user or client who did it; [`Search::SYSTEM`]: the server itself.
    pub actor_id: Option<i64>,
    /// What was done.
    pub actions: Vec<Action>,
    /// The address that it came from, as it was kept.
    pub address: Option<String>,
    /// Not before.
    pub from: Option<Moment>,
    /// Not after.
    pub until: Option<Moment>,
    /// Part of the name of who did it or of what it was done to, whatever its case.
    pub text: Option<Words>,
}

impl Search {
    /// The number that stands for the server itself, as existing clients read it.
    pub const SYSTEM: i64 = -1;

    /// The address that `text` means, as it is kept: one of the network, or `local` for a Unix socket.
    pub fn address(text: &str) -> Option<String> {
        match text {
            "local" => Some(text.to_owned()),
            text => text.parse().ok().map(|address: IpAddr| address.to_string()),
        }
    }
}

/// A part of the events of `tenant` (0: the platform) that `wanted` is true of, in the order of time.
///
/// # Errors
/// Only storage's.
pub fn search(db: &mut Db, tenant: i64, wanted: &Search, window: &Window) -> Result<Part<Event>> {
    store::search(db, tenant, wanted, window)
}

/// The place of `event` in that list.
pub fn place(event: &Event) -> (SortKey, i64) {
    (SortKey::Moment(event.stamp.at.micros()), event.stamp.id.number())
}

/// How many events `wanted` is true of.
///
/// # Errors
/// Only storage's.
pub fn count(db: &mut Db, tenant: i64, wanted: &Search) -> Result<i64> {
    store::count(db, tenant, wanted)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::audit::{self, Actor, Origin, Source};
    use crate::storage::{Failure, Place};
    use crate::tenants::fixture::House;

    /// Five events of one tenant a second apart, and one of another.
    async fn filled() -> House {
        let house = House::new().await;
        let ada = Actor::User { id: 7, name: "Ada Byron".into(), external_id: None };
        for (tenant, action, actor, source, address) in [
            (1, Action::Create, ada.clone(), Source::new(SourceType::OauthClient, 70, "Invoice_Sync"), "192.0.2.1"),
            (1, Action::Update, ada.clone(), Source::new(SourceType::OauthClient, 70, "Invoice Sync"), "192.0.2.1"),
            (1, Action::Login, ada, Source::new(SourceType::Session, 71, "Ada Byron"), "2001:db8::1"),
            (1, Action::Create, Actor::Operator, Source::new(SourceType::User, 70, "日本 100%"), ""),
            (1, Action::Destroy, Actor::System, Source::new(SourceType::OauthClient, 72, "Other"), ""),
            (2, Action::Create, Actor::Operator, Source::new(SourceType::OauthClient, 70, "Theirs"), ""),
        ] {
            house.clock.advance(1);
            let [id] = house.storage.ids().await.unwrap();
            let origin = Origin { actor, address: address.into() };
            let stamp = origin.stamp(id, house.clock.now());
            let write = move |tx: &mut crate::storage::Tx<'_>| {
                audit::record(tx.db, tenant, &stamp, action, source.clone(), json!({}))
            };
            house.write::<_, Failure>(write).await;
        }
        house
    }

    async fn labels(house: &House, wanted: Search, window: Window) -> Vec<String> {
        let found = house.read(move |db| search(db, 1, &wanted, &window)).await;
        found.rows.into_iter().map(|event| event.source.label).collect()
    }

    fn newest(most: i64) -> Window {
        Window { descending: true, ..Window::first(most) }
    }

    #[tokio::test]
    async fn each_filter_narrows_and_together_they_narrow_more() {
        let house = filled().await;
        let all = labels(&house, Search::default(), newest(10)).await;
        assert_eq!(all, ["Other", "日本 100%", "Ada Byron", "Invoice Sync", "Invoice_Sync"]);
        let start = Moment::from_micros(1_795_600_000_000_000);
        let clients = Search { source_types: vec![SourceType::OauthClient], ..Search::default() };
        for (wanted, expected) in [
            (clients.clone(), &["Other", "Invoice Sync", "Invoice_Sync"][..]),
            (Search { source_id: Some(70), ..clients.clone() }, &["Invoice Sync", "Invoice_Sync"]),
            (Search { actions: vec![Action::Create, Action::Login], ..Search::default() }, &all_but(&all, &[0, 3])),
            (Search { actions: vec![Action::Update], source_id: Some(70), ..clients }, &["Invoice Sync"]),
            (Search { actor_id: Some(7), ..Search::default() }, &["Ada Byron", "Invoice Sync", "Invoice_Sync"]),
            (Search { address: Some("2001:db8::1".into()), ..Search::default() }, &["Ada Byron"]),
            (Search { from: Some(start.plus(4)), ..Search::default() }, &["Other", "日本 100%"]),
            (Search { from: Some(start.plus(2)), until: Some(start.plus(2)), ..Search::default() }, &["Invoice Sync"]),
            (text("byron"), &["Ada Byron", "Invoice Sync", "Invoice_Sync"]),
            (text("100%"), &["日本 100%"]),
            (text("invoice_"), &["Invoice_Sync"]),
            (text("日本"), &["日本 100%"]),
            (text("nobody"), &[]),
        ] {
            assert_eq!(labels(&house, wanted.clone(), newest(10)).await, expected, "{wanted:?}");
            let counted = house.read(move |db| count(db, 1, &wanted)).await;
            assert_eq!(counted, i64::try_from(expected.len()).unwrap());
        }
    }

    fn text(text: &str) -> Search {
        Search { text: Some(Words::cut(text)), ..Search::default() }
    }

    fn all_but<'a>(all: &'a [String], gone: &[usize]) -> Vec<&'a str> {
        all.iter().enumerate().filter(|(at, _)| !gone.contains(at)).map(|(_, label)| label.as_str()).collect()
    }

    #[tokio::test]
    async fn pages_go_on_where_the_last_one_ended_in_both_orders_and_back() {
        let house = filled().await;
        let all = labels(&house, Search::default(), newest(10)).await;
        for (descending, expected) in [(true, all.clone()), (false, all.iter().rev().cloned().collect::<Vec<_>>())] {
            let (mut at, mut paged, mut firsts) = (Place::Skip(0), Vec::new(), Vec::new());
            loop {
                let window = Window { place: at, descending, most: 2 };
                let part = house.read(move |db| search(db, 1, &Search::default(), &window)).await;
                let (key, id) = place(part.rows.last().unwrap());
                firsts.push(place(&part.rows[0]));
                paged.extend(part.rows.iter().map(|event| event.source.label.clone()));
                at = Place::After(key, id);
                if !part.more {
                    break;
                }
            }
            assert_eq!(paged, expected, "{descending}");
            let (key, id) = firsts[2].clone();
            let back = Window { place: Place::Before(key, id), descending, most: 2 };
            assert_eq!(labels(&house, Search::default(), back).await, expected[2..4], "{descending}");
            let skipped = Window { place: Place::Skip(3), descending, most: 5 };
            assert_eq!(labels(&house, Search::default(), skipped).await, expected[3..], "{descending}");
        }
    }
}
