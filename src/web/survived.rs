//! A defect ends one round of what goes on beside the requests, and not all that would come after it.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;

/// What `round` comes to, unless it panics: what it said then stands on standard error.
pub(super) async fn survived<T>(round: impl Future<Output = T>) -> Option<T> {
    let done = AssertUnwindSafe(round).catch_unwind().await.ok();
    if done.is_none() {
        tracing::error!("what goes on beside the requests came upon a defect, and goes on");
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_ends_one_round() {
        assert_eq!(survived(async { 1 }).await, Some(1));
        assert_eq!(survived(async { panic!("as a defect does") }).await, None::<()>);
    }
}
