//! How the crate's own types are kept in columns: ids, moments, digests.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{BigInt, Binary};

use crate::clock::Moment;
use crate::secret::Digest;

/// The number of a `T` within its tenant: positive, below 2^53, made by the application, never used twice.
#[derive(AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Id<T: 'static>(i64, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// Wraps a number that came from the database, a path or a block of ids.
    pub const fn new(number: i64) -> Self {
        Self(number, PhantomData)
    }

    /// The bare number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> std::fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> std::fmt::Display for Id<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> serde::Serialize for Id<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}
impl<'de, T> serde::Deserialize<'de> for Id<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}

impl<T, DB: Backend> FromSql<BigInt, DB> for Id<T>
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self::new)
    }
}

impl<T, DB: Backend> ToSql<BigInt, DB> for Id<T>
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

/// Diesel's derives, written for a type that lives in `clock` and knows nothing of databases.
#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive, sql_type = BigInt)]
#[expect(dead_code, reason = "diesel's way to derive for a type of another module")]
struct MomentColumn(Moment);

impl<DB: Backend> FromSql<BigInt, DB> for Moment
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self::from_micros)
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for Moment
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_micros().to_sql(out)
    }
}

/// The same for a digest.
#[derive(AsExpression, FromSqlRow)]
#[diesel(foreign_derive, sql_type = Binary)]
#[expect(dead_code, reason = "diesel's way to derive for a type of another module")]
struct DigestColumn(Digest);

impl<DB: Backend> FromSql<Binary, DB> for Digest
where
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Self::from_slice(&Vec::<u8>::from_sql(bytes)?).ok_or_else(|| "a digest that is not 32 bytes".into())
    }
}

impl<DB: Backend> ToSql<Binary, DB> for Digest
where
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.as_bytes().as_slice().to_sql(out)
    }
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;

    use super::*;
    use crate::storage::Failure;
    use crate::storage::blank::Blank;
    use crate::storage::schema::login_attempts;

    #[tokio::test]
    async fn ids_moments_and_digests_come_back_as_they_went() {
        let storage = Blank::open().unwrap();
        let row = (Id::<()>::new(7), Digest::of(crate::secret::Kind::Session, 7, "x"), Moment::from_micros(99), 3_i64);
        let kept = storage
            .write::<_, Failure>(move |tx| {
                let columns = (
                    login_attempts::tenant_id.eq(row.0),
                    login_attempts::subject.eq(row.1),
                    login_attempts::window_ends_at.eq(row.2),
                    login_attempts::attempts.eq(row.3),
                );
                diesel::insert_into(login_attempts::table).values(columns).execute(tx.db)?;
                let mine = login_attempts::table.filter(login_attempts::tenant_id.eq(row.0));
                Ok(mine.get_result::<(Id<()>, Digest, Moment, i64)>(tx.db)?)
            })
            .await
            .unwrap();
        assert_eq!(kept, row);
    }
}
