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

/// What is looked for in a text: no more than a person types, for SQLite takes no pattern of more than 50,000 bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(String);

impl Words {
    /// How many characters they have at most.
    pub const MOST: usize = 255;

    /// All of `text`; none if it is longer.
    pub fn all(text: &str) -> Option<Self> {
        (text.chars().count() <= Self::MOST).then(|| Self(text.to_owned()))
    }

    /// As much of the beginning of `text` as fits.
    pub fn cut(text: &str) -> Self {
        Self(text.chars().take(Self::MOST).collect())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// See [`contains`].
pub type Contains<C> = diesel::dsl::Escape<diesel::dsl::Like<lower<C>, lower<String>>>;

/// Whether `column` has `words` in it.
pub fn contains<C>(column: C, words: &Words) -> Contains<C>
where
    C: Expression<SqlType = Text>,
{
    let plain = words.as_str().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
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
        let query = platform_settings.filter(contains(name, &Words::cut(text))).order(name).select(name);
        storage.read(move |db: &mut Db| Ok::<_, Failure>(query.load(db)?)).await.unwrap()
    }

    #[tokio::test]
    async fn whatever_fits_can_be_looked_for() {
        let storage = Blank::open().unwrap();
        for letter in ["a", "_", "\\", "日", "İ", "😀"] {
            let (most, more) = (letter.repeat(Words::MOST), letter.repeat(Words::MOST + 1));
            assert_eq!(Words::cut(&more).as_str(), most);
            assert_eq!((Words::all(&more), Words::all(&most)), (None, Some(Words::cut(&most))));
            assert!(found(&storage, most.leak()).await.is_empty(), "{letter}");
        }
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
