//! A secret of the database's own: every node knows it, and nobody whom they serve.
//!
//! What a page gives out and takes back is signed with it. The session's cookie alone would not do: who holds that
//! could sign whatever they like, a number of their choice for what they make. It is kept as it is, because whoever reads
//! this database learns nothing by it that would be worth more than the rest; it moves with its rows. Made when it is first
//! needed, so that a database nobody has used has nothing in it.

use diesel::prelude::*;
use tokio::sync::OnceCell;

use super::schema::platform_settings as settings;
use super::{Db, Failure, Result, Storage};

/// Under what name.
const NAME: &str = "own_secret";

/// The secret, once it was asked for.
pub(super) type OwnSecret = OnceCell<[u8; 32]>;

impl Storage {
    /// The database's own secret.
    ///
    /// # Errors
    /// Storage's, the first time.
    pub async fn own_secret(&self) -> Result<&[u8; 32]> {
        self.0.own_secret.get_or_try_init(|| self.find_or_make()).await
    }

    async fn find_or_make(&self) -> Result<[u8; 32]> {
        if let Some(known) = self.read(find).await? {
            return Ok(known);
        }
        let fresh = hex::encode(self.0.entropy.bytes());
        let row = (settings::name.eq(NAME), settings::value.eq(fresh));
        let make = move |tx: &mut super::Tx<'_>| {
            if find(tx.db)?.is_none() {
                diesel::insert_into(settings::table).values(row.clone()).execute(tx.db)?;
            }
            Ok::<_, Failure>(())
        };
        let made = self.write(make).await;
        // Another node may have been quicker.
        self.read(find).await?.map_or_else(|| made.and(Err(lost())), Ok)
    }
}

fn find(db: &mut Db) -> Result<Option<[u8; 32]>> {
    let kept: Option<String> = settings::table.find(NAME).select(settings::value).get_result(db).optional()?;
    let read = |text: String| hex::decode(text).ok()?.try_into().ok();
    kept.map(|text| read(text).ok_or_else(lost)).transpose()
}

fn lost() -> Failure {
    Failure::Corrupt(format!("platform_settings has no readable {NAME}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::Options;
    use crate::storage::blank::Blank;

    #[tokio::test]
    async fn it_is_one_for_all_nodes_and_outlives_a_restart() {
        let storage = Blank::open().unwrap();
        let place = storage.place();
        let (first, again) = tokio::join!(storage.own_secret(), storage.own_secret());
        let secret = *first.unwrap();
        assert!(secret == *again.unwrap() && secret != [0; 32]);
        storage.close().await;
        let later = place.open(&Options::default()).unwrap();
        assert_eq!(*later.own_secret().await.unwrap(), secret);
        later.close().await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn nodes_that_make_it_at_the_same_time_agree() {
        let storage = Blank::open().unwrap();
        if storage.place().url().path().is_some() {
            return;
        }
        let others = [(); 4].map(|()| storage.place().open(&Options::default()).unwrap());
        let asked = others.iter().map(Storage::own_secret);
        let told = futures_util::future::try_join_all(asked).await.unwrap();
        assert!(told.windows(2).all(|pair| pair[0] == pair[1]));
        for other in others {
            other.close().await;
        }
    }
}
