//! Listing users, part by part.

use super::{Role, User, UserId, email_key, store};
use crate::clock::Moment;
use crate::storage::{Db, Part, Place, Result, SortKey, Window, Words};
use crate::tenants::TenantId;

/// What a list of users is sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// When they were made.
    #[default]
    Created,
    /// Their address.
    Email,
    /// What people call them.
    Name,
}

/// Which users are wanted; the default is all of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Those with one of these roles; none: with any.
    pub roles: Vec<Role>,
    /// The one that the vendor calls so.
    pub external_id: Option<String>,
    /// Those with this text in their name or address, whatever its case.
    pub text: Option<Words>,
}

/// The users of `tenant` that were made behind `after` (when, and which), the oldest first, at most
/// `most`. No tombstones.
pub fn list(db: &mut Db, tenant: TenantId, after: Option<(Moment, UserId)>, most: i64) -> Result<Vec<User>> {
    let place = |(at, id): (Moment, UserId)| Place::After(SortKey::Moment(at.micros()), id.number());
    let window = Window { place: after.map_or(Place::Skip(0), place), ..Window::first(most) };
    Ok(page(db, tenant, &Filter::default(), Order::Created, &window)?.rows)
}

/// A part of the users of `tenant`. No tombstones.
pub fn page(db: &mut Db, tenant: TenantId, filter: &Filter, by: Order, window: &Window) -> Result<Part<User>> {
    store::page(db, tenant, filter, by, window)
}

/// How many of them there are, as far as [`COUNTED`](crate::storage::COUNTED).
pub fn count(db: &mut Db, tenant: TenantId, filter: &Filter) -> Result<i64> {
    store::count(db, tenant, filter)
}

impl Order {
    /// The place of `user` in a list that is sorted so.
    pub fn place(self, user: &User) -> (SortKey, i64) {
        let key = match self {
            Self::Created => SortKey::Moment(user.created_at.micros()),
            Self::Email => SortKey::Text(email_key(&user.email)),
            Self::Name => SortKey::Text(user.name.clone()),
        };
        (key, user.id.number())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn every_user_is_listed_once_also_those_of_one_moment() {
        let house = House::new().await;
        let acme = house.tenant("acme").await.id;
        let globex = house.tenant("globex").await.id;
        house.user(globex, "eve@example.com").await;
        for (at, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
            house.clock.advance(i64::from(at == 3));
            house.user(acme, &format!("{name}@example.com")).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = house.read(move |db| list(db, acme, after, 2)).await;
            let Some(last) = page.last() else { break };
            after = Some((last.created_at, last.id));
            seen.extend(page.iter().map(|user| user.name.clone()));
        }
        assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    }

    #[tokio::test]
    async fn people_are_found_by_part_of_name_or_address_and_by_role_in_pages() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        for name in ["cleo", "ada", "bob_x", "adam"] {
            house.user(acme, &format!("{name}@example.com")).await;
        }
        house.user(globex, "eve@example.com").await;
        let find = async |wanted: Filter, window: Window| {
            let part = house.read(move |db| page(db, acme, &wanted, Order::Name, &window)).await;
            let names: Vec<String> = part.rows.iter().map(|user| user.name.clone()).collect();
            (names, part.more, part.rows.last().map(|user| Order::Name.place(user)))
        };
        let text = |text: &str| Filter { text: Some(Words::cut(text)), ..Filter::default() };
        let (names, more, last) = find(Filter::default(), Window::first(3)).await;
        assert_eq!((names.join(" "), more), ("ada adam bob_x".to_owned(), true));
        let (key, id) = last.unwrap();
        let rest = Window { place: Place::After(key.clone(), id), ..Window::first(3) };
        assert_eq!(find(Filter::default(), rest).await.0, ["cleo"]);
        let before = Window { place: Place::Before(key, id), ..Window::first(1) };
        assert_eq!(find(Filter::default(), before).await.0, ["adam"]);
        for (wanted, found) in [
            (text("ADA"), &["ada", "adam"][..]),
            (text("b_x@"), &["bob_x"]),
            (text("%"), &[]),
            (text("eve"), &[]),
            (Filter { roles: vec![Role::Admin], ..Filter::default() }, &[]),
            (Filter { roles: vec![Role::Agent], ..text("cleo") }, &["cleo"]),
        ] {
            assert_eq!(find(wanted.clone(), Window::first(9)).await.0, found, "{wanted:?}");
        }
    }
}
