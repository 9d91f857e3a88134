//! The audit log as a file that is read while it is sent: a page of events in memory, however long the log.

use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::Stream;
use futures_util::stream;

use crate::audit::{self, Export, Format, Search};
use crate::server::Grantor;
use crate::storage::{Db, Failure, Place, Window};

/// Events that are read at once.
const MOST: i64 = 500;

/// Where the reading stands.
enum Next {
    Head(Bytes),
    Events(Place),
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
    let first = if head.is_empty() { Next::Events(Place::Skip(0)) } else { Next::Head(head) };
    stream::try_unfold(first, move |next| {
        let (grantor, wanted) = (Arc::clone(&grantor), Arc::clone(&wanted));
        async move {
            let start = match next {
                Next::Head(head) => return Ok(Some((head, Next::Events(Place::Skip(0))))),
                Next::Events(start) => start,
                Next::End => return Ok(None),
            };
            let window = Window { place: start, descending: true, most: MOST };
            let read = move |db: &mut Db| audit::search(db, tenant, &wanted, &window);
            let part = grantor.storage.search::<_, Failure>(read).await?;
            let Some(last) = part.rows.last() else { return Ok(None) };
            let (key, id) = audit::place(last);
            let next = if part.more { Next::Events(Place::After(key, id)) } else { Next::End };
            Ok(Some((Bytes::from(Export(format).lines(&part.rows)?), next)))
        }
    })
}
