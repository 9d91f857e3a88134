//! The audit log as a file that is read while it is sent: a page of events in memory, however long the log.

use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::stream;

use crate::audit::{self, Export, Format, Mark, Order, Search, Slice, Start};
use crate::server::Grantor;
use crate::storage::{Db, Failure};

/// Events that are read at once.
const MOST: i64 = 500;

/// Where the reading stands.
enum Next {
    Head(Bytes),
    Events(Start),
    End,
}

/// The events of `tenant` that `wanted` is true of, the newest first, as `format`. A read that fails cuts the file off,
/// so that nobody takes a part for the whole.
pub fn stream(
    grantor: Arc<Grantor>,
    tenant: i64,
    wanted: Search,
    format: Format,
) -> impl Stream<Item = Result<Bytes, Failure>> {
    let wanted = Arc::new(wanted);
    // An empty part would end the body (RFC 9112 §7.1): a file without a head begins with its first events.
    let head = Export(format).head().map(Bytes::from).unwrap_or_default();
    let first = if head.is_empty() { Next::Events(Start::First) } else { Next::Head(head) };
    stream::try_unfold(first, move |next| {
        let (grantor, wanted) = (Arc::clone(&grantor), Arc::clone(&wanted));
        async move {
            let start = match next {
                Next::Head(head) => return Ok(Some((head, Next::Events(Start::First)))),
                Next::Events(start) => start,
                Next::End => return Ok(None),
            };
            let slice = Slice { order: Order::NewestFirst, start, most: MOST };
            let read = move |db: &mut Db| audit::search(db, tenant, &wanted, slice);
            let events = grantor.storage.read::<_, Failure>(read).await?;
            if events.is_empty() {
                return Ok(None);
            }
            let full = i64::try_from(events.len()).is_ok_and(|count| count >= MOST);
            let next =
                events.last().filter(|_| full).map_or(Next::End, |last| Next::Events(Start::After(Mark::of(last))));
            Ok(Some((Bytes::from(Export(format).lines(&events)?), next)))
        }
    })
}
