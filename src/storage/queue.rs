//! A bounded queue for the threads behind the doors: never blocks who puts in, gives many at once
//! to who takes out, and after `close` hands out what is left.
//!
//! A channel was refused: tokio's has one consumer, the others spin before they sleep, which costs
//! more than the job on a machine with two cores.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Failure, Result};

pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    filled: Condvar,
    limit: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    sleeping: usize,
    closed: bool,
}

/// What a consumer finds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Some,
    /// Nothing came in the time that was given.
    Nothing,
    /// Nothing is left, and nothing will come.
    Closed,
}

impl<T> Queue<T> {
    /// A queue that holds at most `limit`.
    pub(super) fn new(limit: usize) -> Self {
        let state = State { waiting: VecDeque::new(), sleeping: 0, closed: false };
        Self { state: Mutex::new(state), filled: Condvar::new(), limit }
    }

    pub(super) fn put(&self, item: T) -> Result<()> {
        let mut state = self.lock();
        if state.closed {
            return Err(Failure::closing());
        }
        if state.waiting.len() >= self.limit {
            return Err(Failure::Overloaded);
        }
        state.waiting.push_back(item);
        let wake = state.sleeping > 0;
        drop(state);
        if wake {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Moves up to `most` items into `into`, and waits for the first one up to `patience`.
    pub(super) fn take(&self, most: usize, into: &mut Vec<T>, patience: Duration) -> Taken {
        let mut state = self.lock();
        if state.waiting.is_empty() && !state.closed {
            state.sleeping += 1;
            let empty = |state: &mut State<T>| state.waiting.is_empty() && !state.closed;
            let woken = self.filled.wait_timeout_while(state, patience, empty);
            state = woken.unwrap_or_else(PoisonError::into_inner).0;
            state.sleeping -= 1;
        }
        let many = state.waiting.len().min(most);
        into.extend(state.waiting.drain(..many));
        match many {
            0 if state.closed => Taken::Closed,
            0 => Taken::Nothing,
            _ => Taken::Some,
        }
    }

    /// Takes nothing more in.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.filled.notify_all();
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.lock().waiting.len()
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(1);

    #[test]
    fn what_is_full_refuses_and_what_is_closed_is_drained() {
        let queue = Queue::new(2);
        queue.put(1).unwrap();
        queue.put(2).unwrap();
        assert!(matches!(queue.put(3), Err(Failure::Overloaded)));
        queue.close();
        assert!(matches!(queue.put(3), Err(Failure::Unavailable(_))));
        let mut taken = Vec::new();
        assert_eq!(queue.take(1, &mut taken, SOON), Taken::Some);
        assert_eq!(queue.take(9, &mut taken, SOON), Taken::Some);
        assert_eq!(taken, [1, 2]);
        assert_eq!(queue.take(9, &mut taken, SOON), Taken::Closed);
    }

    #[test]
    fn nobody_waits_longer_than_asked() {
        assert_eq!(Queue::<()>::new(1).take(1, &mut Vec::new(), SOON), Taken::Nothing);
    }

    #[test]
    fn every_item_reaches_exactly_one_consumer() {
        let queue = Queue::new(100_000);
        let seen = std::thread::scope(|scope| {
            let consume = || {
                let mut all = Vec::new();
                while queue.take(7, &mut all, Duration::from_secs(5)) != Taken::Closed {}
                all
            };
            let consumers: Vec<_> = (0..4).map(|_| scope.spawn(consume)).collect();
            let producers: Vec<_> = (0..4)
                .map(|from| {
                    scope.spawn({
                        let queue = &queue;
                        move || (0..1_000).for_each(|n| queue.put(from * 1_000 + n).unwrap())
                    })
                })
                .collect();
            producers.into_iter().for_each(|producer| producer.join().unwrap());
            queue.close();
            consumers.into_iter().flat_map(|consumer| consumer.join().unwrap()).collect::<Vec<_>>()
        });
        let mut sorted = seen;
        sorted.sort_unstable();
        assert_eq!(sorted, (0..4_000).collect::<Vec<_>>());
    }
}
