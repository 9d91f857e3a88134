//! More writes than there is room for: whoever does not fit is told when to come again, the others are served, and
//! nothing is left of it afterwards.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex};
use std::task::Poll;

use grantor::storage::blank::WRITERS;
use grantor::storage::{Failure, Storage, Tx};

use crate::harness::answer::Answer;
use crate::harness::flow::World;

/// Holds every writer of a storage up until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<(usize, bool)>, Condvar)>);

impl Gate {
    fn pass(&self) {
        let (state, moved) = &*self.0;
        let mut state = state.lock().unwrap();
        state.0 += 1;
        moved.notify_all();
        while !state.1 {
            state = moved.wait(state).unwrap();
        }
    }

    /// Waits until so many stand before it.
    fn reached_by(&self, writers: usize) {
        let (state, moved) = &*self.0;
        let mut state = state.lock().unwrap();
        while state.0 < writers {
            state = moved.wait(state).unwrap();
        }
    }

    fn open(&self) {
        self.0.0.lock().unwrap().1 = true;
        self.0.1.notify_all();
    }
}

type Waiting = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;

/// A write that stands in the queue, or what it was told instead.
async fn put(storage: &Storage, mut job: impl FnMut() + Send + 'static) -> (Waiting, Poll<Result<(), Failure>>) {
    let storage = storage.clone();
    let mut waiting: Waiting = Box::pin(async move {
        let job = move |_: &mut Tx<'_>| {
            job();
            Ok(())
        };
        storage.write(job).await
    });
    let told = poll_fn(|context| Poll::Ready(waiting.as_mut().poll(context))).await;
    (waiting, told)
}

async fn token(world: &World) -> Answer {
    let (name, secret) = (&world.app.client.identifier, &world.app.secret);
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    world.server.post("acme", "/oauth/tokens").basic(name, secret).form(&form).send().await
}

#[actix_web::test]
async fn what_does_not_fit_is_told_when_to_come_again_and_what_waits_is_done() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    world.introspect(&pair.access).await;
    let ada = world.browser().await;
    let storage = world.server.grantor.storage.clone();
    let (gate, writers) = (Gate::default(), if world.server.has_nodes() { WRITERS } else { 1 });
    let (mut waiting, mut refused) = (Vec::new(), 0);
    for held in 1..=writers {
        let gate_of_one = gate.clone();
        waiting.push(put(&storage, move || gate_of_one.pass()).await.0);
        gate.reached_by(held);
    }
    // The queue has room for 4,096.
    for _ in 0..4_196 {
        match put(&storage, || {}).await {
            (one, Poll::Pending) => waiting.push(one),
            (_, Poll::Ready(told)) => {
                assert!(matches!(told, Err(Failure::Overloaded)), "{told:?}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 100);

    let answer = token(&world).await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert_eq!(answer.header("retry-after").as_deref(), Some("1"));
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    // A person, who would be given a code.
    let page = ada.get(&world.request(&world.app, "read")).await;
    assert_eq!((page.status, page.header("retry-after").as_deref()), (503, Some("1")), "{}", page.text());
    let asked = world.server.post("acme", "/oauth/introspect").basic(&world.api.identifier, &world.api.secret);
    let told = asked.form(&[("token", &pair.access)]).expect(200).await.json();
    assert_eq!(told["active"], true, "who only asks is not held up");

    gate.open();
    for one in waiting {
        one.await.unwrap();
    }
    assert_eq!(token(&world).await.status, 400, "served again at once: there is no such token");
}
