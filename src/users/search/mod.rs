//! Looking for users by part of a name or address, and by role.

mod store;

use super::{Role, User};
use crate::storage::{Db, Part, Result, SortKey, Window};
use crate::tenants::TenantId;

/// Whom one looks for; the default is everybody.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Part of a name or address, whatever its case (of ASCII letters at least).
    pub text: Option<String>,
    /// What they are to the tenant.
    pub role: Option<Role>,
}

/// A part of the users of `tenant` that are `wanted`, by name. No tombstones.
///
/// # Errors
/// Only storage's.
pub fn search(db: &mut Db, tenant: TenantId, wanted: &Wanted, window: &Window) -> Result<Part<User>> {
    store::search(db, tenant, wanted, window)
}

/// The place of `user` in that list.
pub fn place(user: &User) -> (SortKey, i64) {
    (SortKey::Text(user.name.clone()), user.id.number())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Place;
    use crate::tenants::fixture::House;

    #[tokio::test]
    async fn people_are_found_by_part_of_name_or_address_and_by_role_in_pages() {
        let house = House::new().await;
        let (acme, globex) = (house.tenant("acme").await.id, house.tenant("globex").await.id);
        for name in ["cleo", "ada", "bob_x", "adam"] {
            house.user(acme, &format!("{name}@example.com")).await;
        }
        house.user(globex, "eve@example.com").await;
        let find = async |wanted: Wanted, window: Window| {
            let part = house.read(move |db| search(db, acme, &wanted, &window)).await;
            let names: Vec<String> = part.rows.iter().map(|user| user.name.clone()).collect();
            (names, part.more, part.rows.last().map(place))
        };
        let text = |text: &str| Wanted { text: Some(text.into()), ..Wanted::default() };
        let (names, more, last) = find(Wanted::default(), Window::first(3)).await;
        assert_eq!((names.join(" "), more), ("ada adam bob_x".to_owned(), true));
        let (key, id) = last.unwrap();
        let rest = Window { place: Place::After(key.clone(), id), ..Window::first(3) };
        assert_eq!(find(Wanted::default(), rest).await.0, ["cleo"]);
        let before = Window { place: Place::Before(key, id), ..Window::first(1) };
        assert_eq!(find(Wanted::default(), before).await.0, ["adam"]);
        for (wanted, found) in [
            (text("ADA"), &["ada", "adam"][..]),
            (text("b_x@"), &["bob_x"]),
            (text("%"), &[]),
            (text("eve"), &[]),
            (Wanted { role: Some(Role::Admin), text: None }, &[]),
            (Wanted { role: Some(Role::Agent), ..text("cleo") }, &["cleo"]),
        ] {
            assert_eq!(find(wanted.clone(), Window::first(9)).await.0, found, "{wanted:?}");
        }
    }
}
