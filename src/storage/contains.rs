//! Searching by a part of a text, whether in capitals or not.
//!
//! The database lowers both sides, so that whatever is typed as it is shown is found. Which capitals it knows is its own
//! business on PostgreSQL (the locale's); SQLite knows ASCII's only, so a connection that reads brings all of them.

use diesel::prelude::*;
use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Lower case.
    fn lower(text: Text) -> Text;
}

/// See [`contains`].
pub type Contains<C> = diesel::dsl::Escape<diesel::dsl::Like<lower<C>, lower<String>>>;

/// Whether `column` has `text` in it.
pub fn contains<C>(column: C, text: &str) -> Contains<C>
where
    C: Expression<SqlType = Text>,
{
    let plain = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    lower(column).like(lower(format!("%{plain}%"))).escape('\\')
}

/// Teaches SQLite the capitals of every script.
pub(super) fn teach(connection: &mut SqliteConnection) -> QueryResult<()> {
    lower_utils::register_impl(connection, |text: String| text.chars().flat_map(char::to_lowercase).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::blank::Blank;
    use crate::storage::schema::platform_settings::dsl::{name, platform_settings, value};
    use crate::storage::{Db, Failure, Tx};

    async fn found(storage: &Blank, text: &'static str) -> Vec<String> {
        let query = platform_settings.filter(contains(name, text)).order(name).select(name);
        storage.read(move |db: &mut Db| Ok::<_, Failure>(query.load(db)?)).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_typed_as_it_is_shown_is_found_and_is_no_pattern() {
        let storage = Blank::open().unwrap();
        for shown in ["Étienne Ünal", "50_percent", "50-percent", "Other", "日本 Co", "ΣΟΦΙΑ"] {
            let put = move |tx: &mut Tx<'_>| {
                let row = (name.eq(shown), value.eq(""));
                Ok::<_, Failure>(diesel::insert_into(platform_settings).values(row).execute(tx.db)?)
            };
            storage.write(put).await.unwrap();
        }
        for (text, expected) in [
            ("Étienne", &["Étienne Ünal"][..]),
            ("Ünal", &["Étienne Ünal"]),
            ("ΣΟΦΙΑ", &["ΣΟΦΙΑ"]),
            ("日本 cO", &["日本 Co"]),
            ("oTHE", &["Other"]),
            ("50_", &["50_percent"]),
            ("PERCENT", &["50-percent", "50_percent"]),
            ("%", &[]),
            ("\\", &[]),
        ] {
            assert_eq!(found(&storage, text).await, expected, "{text}");
        }
        // A server knows the capitals of its locale.
        if storage.place().url().path().is_some() {
            assert_eq!(found(&storage, "éTIENNE").await, ["Étienne Ünal"]);
            assert_eq!(found(&storage, "σοφια").await, ["ΣΟΦΙΑ"]);
        }
    }
}
