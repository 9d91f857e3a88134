//! Looking at pictures beside the threads that answer requests, and at few of them at once: one may take 64 MiB.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::read::read;
use super::{Logo, Room, unfit};
use crate::refused::Problem;

/// So many pictures are looked at at once; the others wait.
const AT_ONCE: usize = 2;

/// Whoever looks at pictures.
#[derive(Clone, Debug)]
pub struct Looking(Arc<Semaphore>);

impl Default for Looking {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Looking {
    /// The picture in `bytes`, made to fit `room`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub async fn look(&self, bytes: impl AsRef<[u8]> + Send + 'static, room: Room) -> Result<Logo, Problem> {
        let unreadable = || unfit("this picture cannot be read");
        let turn = Arc::clone(&self.0).acquire_owned().await.map_err(|_| unreadable())?;
        let looking = tokio::task::spawn_blocking(move || {
            // Kept here, so that a request that is given up does not make room for another one.
            let _turn = turn;
            read(bytes.as_ref(), room)
        });
        looking.await.unwrap_or_else(|_| Err(unreadable()))
    }
}
