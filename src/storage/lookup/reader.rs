//! The thread that asks PostgreSQL, for all kinds of look-ups.

use std::sync::Arc;
use std::thread::JoinHandle;

use super::epochs::Epochs;
use super::fresh::Asks;
use crate::storage::connect::{Home, Kept, Purpose};

/// The thread, and what all kinds of look-ups share.
pub(in crate::storage) struct Reader {
    pub(super) asks: Asks,
    pub(super) epochs: Arc<Epochs>,
}

impl Reader {
    /// Starts the thread, if `home` needs one. At most `limit` keys of a kind wait.
    pub(in crate::storage) fn open(home: &Arc<Home>, limit: usize) -> std::io::Result<(Self, Option<JoinHandle<()>>)> {
        let asks = Asks::new(limit);
        let reader = Self { epochs: Arc::new(Epochs::new(&asks)), asks };
        if let Home::Sqlite(_) = **home {
            return Ok((reader, None));
        }
        let (queue, mut kept) = (Arc::clone(&reader.asks.queue), Kept::new(Arc::clone(home), Purpose::Lookup));
        let run = move || queue.serve(1, |taken| taken.drain(..).for_each(|batch| batch.ask(&mut kept)));
        let thread = std::thread::Builder::new().name("look-up".into()).spawn(run)?;
        Ok((reader, Some(thread)))
    }

    pub(in crate::storage) fn close(&self) {
        self.asks.queue.close();
    }
}
