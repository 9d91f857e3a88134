//! Listing clients, part by part.

use super::{Client, store};
use crate::storage::{Db, Part, Result, SortKey, Window, Words};
use crate::tenants::TenantId;
use crate::users::UserId;

/// What a list of clients is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// When they were made.
    #[default]
    Created,
    /// What people call them.
    Name,
    /// What applications send.
    Identifier,
}

/// Which clients are wanted; the default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those that this user registered.
    pub owner: Option<UserId>,
    /// Those that work, or those that do not.
    pub active: Option<bool>,
    /// Those with this text in their name or identifier, whatever its case.
    pub text: Option<Words>,
}

/// A part of the clients that `tenant` owns (the platform: global ones). No tombstones.
pub fn list(db: &mut Db, tenant: TenantId, filter: &Filter, by: Order, window: &Window) -> Result<Part<Client>> {
    store::page(db, tenant, filter, by, window)
}

/// How many of them there are, as far as [`COUNTED`](crate::storage::COUNTED).
pub fn count(db: &mut Db, tenant: TenantId, filter: &Filter) -> Result<i64> {
    store::count(db, tenant, filter)
}

/// A part of the global clients as `tenant` sees them: those that hold, or held, something there, that its people have
/// let in or that its admins have decided about; or every one there is.
pub fn list_global(db: &mut Db, tenant: TenantId, all: bool, by: Order, window: &Window) -> Result<Part<Client>> {
    store::global_page(db, tenant, all, by, window)
}

/// How many of them there are, as far as [`COUNTED`](crate::storage::COUNTED).
pub fn count_global(db: &mut Db, tenant: TenantId, all: bool) -> Result<i64> {
    store::global_count(db, tenant, all)
}

impl Order {
    /// The place of `client` in a list that is sorted so.
    pub fn place(self, client: &Client) -> (SortKey, i64) {
        let key = match self {
            Self::Created => SortKey::Moment(client.created_at.micros()),
            Self::Name => SortKey::Text(client.name.clone()),
            Self::Identifier => SortKey::Text(client.identifier.clone()),
        };
        (key, client.key.id.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::fixture::{confidential, public};
    use crate::storage::Place;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn a_tenants_own_clients_are_listed_whole_and_once() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        house.client(TenantId::PLATFORM, confidential("zdg-sync")).await;
        for identifier in ["a", "b", "c"] {
            house.client(acme, confidential(identifier)).await;
        }
        house.client(acme, public("d")).await;
        let all = Filter::default();
        let first = house.read(move |db| list(db, acme, &all, Order::Created, &Window::first(3))).await;
        let (key, id) = Order::Created.place(&first.rows[2]);
        let window = Window { place: Place::After(key, id), ..Window::first(3) };
        let rest = house.read(move |db| list(db, acme, &Filter::default(), Order::Created, &window)).await;
        assert_eq!((first.more, rest.more), (true, false));
        let told = (first.rows.iter().chain(&rest.rows))
            .map(|client| (client.identifier.as_str(), client.redirect_uris.len(), client.secrets.len()));
        assert_eq!(told.collect::<Vec<_>>(), [("a", 1, 1), ("b", 1, 1), ("c", 1, 1), ("d", 1, 0)]);
        assert_eq!(house.read(move |db| count(db, acme, &Filter::default())).await, 4);
    }

    #[tokio::test]
    async fn every_order_goes_forwards_and_backwards_without_gap() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        for (at, identifier) in ["b", "d", "a", "c", "e"].into_iter().enumerate() {
            house.clock.advance(i64::from(at == 3));
            house.client(acme, confidential(identifier)).await;
        }
        for (by, order) in [(Order::Created, "bdace"), (Order::Name, "abcde"), (Order::Identifier, "abcde")] {
            for descending in [false, true] {
                let expected: String = if descending { order.chars().rev().collect() } else { order.to_owned() };
                let (mut seen, mut place) = (String::new(), Place::Skip(0));
                loop {
                    let window = Window { place, descending, most: 2 };
                    let part = house.read(move |db| list(db, acme, &Filter::default(), by, &window)).await;
                    seen.extend(part.rows.iter().map(|client| client.identifier.as_str()));
                    let (key, id) = by.place(part.rows.last().unwrap());
                    place = Place::After(key, id);
                    if !part.more {
                        let (key, id) = by.place(&part.rows[0]);
                        let window = Window { place: Place::Before(key, id), descending, most: 9 };
                        let before = house.read(move |db| list(db, acme, &Filter::default(), by, &window)).await;
                        let before: String = before.rows.iter().map(|client| client.identifier.as_str()).collect();
                        assert_eq!(before, expected[..4], "{by:?} {descending}");
                        break;
                    }
                }
                assert_eq!(seen, expected, "{by:?} {descending}");
            }
        }
    }

    #[tokio::test]
    async fn a_filter_takes_text_as_it_is() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        for identifier in ["50_percent", "50-percent", "Other"] {
            house.client(acme, confidential(identifier)).await;
        }
        for (text, found) in [("50_", 1), ("PERCENT", 2), ("%", 0), ("oTHE", 1), ("\\", 0)] {
            let filter = Filter { text: Some(Words::cut(text)), ..Filter::default() };
            assert_eq!(house.read(move |db| count(db, acme, &filter)).await, found, "{text}");
        }
    }
}
