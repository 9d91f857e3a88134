//! A bounded queue for the threads behind the doors: never blocks who puts in, gives many at once
//! to who takes out, and after `close` hands out what is left.
//!
//! Of the threads that sleep the last one is woken first: where there is little to do, few connections
//! do it, and what they and the server remember stays warm. A channel was refused: tokio's has one
//! consumer, the others spin before they sleep, which costs more than the job on a machine with two
//! cores; a condition variable wakes in turn, so that every connection is used however little there is.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::failure::panicked;
use super::{Failure, Result};

pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    limit: usize,
}

struct State<T> {
    waiting: VecDeque<T>,
    /// Who sleeps, the last one on top.
    sleeping: Vec<Thread>,
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
        let state = State { waiting: VecDeque::new(), sleeping: Vec::new(), closed: false };
        Self { state: Mutex::new(state), limit }
    }

    /// How many it holds at most.
    pub(super) const fn limit(&self) -> usize {
        self.limit
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
        let sleeper = state.sleeping.pop();
        drop(state);
        if let Some(sleeper) = sleeper {
            sleeper.unpark();
        }
        Ok(())
    }

    /// Moves up to `most` items into `into`, and waits for the first one up to `patience`.
    pub(super) fn take(&self, most: usize, into: &mut Vec<T>, patience: Duration) -> Taken {
        let mut state = self.lock();
        // A patience without end has no last moment.
        let until = Instant::now().checked_add(patience);
        while state.waiting.is_empty() && !state.closed {
            let left = until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                break;
            }
            state.sleeping.push(std::thread::current());
            drop(state);
            std::thread::park_timeout(left);
            state = self.lock();
            let me = std::thread::current().id();
            state.sleeping.retain(|sleeper| sleeper.id() != me);
        }
        let many = state.waiting.len().min(most);
        into.extend(state.waiting.drain(..many));
        match many {
            0 if state.closed => Taken::Closed,
            0 => Taken::Nothing,
            _ => Taken::Some,
        }
    }

    /// Hands what comes to `work`, up to `most` items at once, until nothing will come any more. A panic is a defect of
    /// what was handed over, and the end of it alone.
    pub(super) fn serve(&self, most: usize, mut work: impl FnMut(&mut Vec<T>)) {
        let mut taken = Vec::with_capacity(most);
        while self.take(most, &mut taken, Duration::MAX) != Taken::Closed {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| work(&mut taken))) {
                tracing::error!(failure = %panicked(&*panic), "a thread of the storage goes on with what came next");
            }
            taken.clear();
        }
    }

    /// Takes nothing more in.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.sleeping.drain(..).for_each(|sleeper| sleeper.unpark());
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
    fn a_panic_ends_what_it_was_handed_alone() {
        let queue = Queue::new(9);
        (1..=5).for_each(|item| queue.put(item).unwrap());
        queue.close();
        let mut done = Vec::new();
        queue.serve(2, |taken| {
            assert!(!taken.contains(&3), "as a defect does");
            done.append(taken);
        });
        assert_eq!(done, [1, 2, 5]);
    }

    #[test]
    fn nobody_waits_longer_than_asked() {
        assert_eq!(Queue::<()>::new(1).take(1, &mut Vec::new(), SOON), Taken::Nothing);
    }

    #[test]
    fn who_slept_last_is_woken_first() {
        let queue = Queue::new(9);
        let asleep = |many| {
            while queue.lock().sleeping.len() < many {
                std::thread::yield_now();
            }
        };
        std::thread::scope(|scope| {
            let (took, who) = std::sync::mpsc::channel();
            let consume = |name| {
                let (queue, took) = (&queue, took.clone());
                move || {
                    let mut taken = Vec::new();
                    while queue.take(1, &mut taken, Duration::MAX) != Taken::Closed {
                        taken.drain(..).for_each(|item: i32| took.send((name, item)).unwrap());
                    }
                }
            };
            scope.spawn(consume("first"));
            asleep(1);
            scope.spawn(consume("last"));
            for item in 0..50 {
                asleep(2);
                queue.put(item).unwrap();
                assert_eq!(who.recv().unwrap(), ("last", item));
            }
            queue.close();
        });
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
