//! What was answered has happened: a process that is killed in the middle of everything loses nothing of it.

use std::cell::RefCell;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use futures_util::future::{join, join_all};
use grantor::outgoing::Lost;
use tokio::sync::Notify;

use crate::harness::flow::Pair;
use crate::operators::company::Company;
use crate::operators::installation::Installation;

/// How many do the same thing at the same time.
const CROWD: usize = 3;
/// How many answers of each kind there are before the process is killed.
const ENOUGH: usize = 15;

/// What was answered.
#[derive(Default)]
struct Answered {
    /// Access tokens of machines.
    machine: RefCell<Vec<String>>,
    /// Pairs that a code brought.
    exchanged: RefCell<Vec<Pair>>,
    /// Per refresher, every pair: the last one is what it holds.
    refreshed: RefCell<Vec<Vec<Pair>>>,
    /// Pairs whose revocation was answered.
    revoked: RefCell<Vec<Pair>>,
    more: Notify,
}

impl Answered {
    /// Waits until there is enough of everything.
    async fn enough(&self) {
        while !self.is_enough() {
            self.more.notified().await;
        }
    }

    fn is_enough(&self) -> bool {
        let refreshed: usize = self.refreshed.borrow().iter().map(Vec::len).sum();
        [self.machine.borrow().len(), self.exchanged.borrow().len(), refreshed, self.revoked.borrow().len()]
            .into_iter()
            .all(|count| count >= ENOUGH)
    }
}

/// Asks for machines' tokens until nobody answers.
async fn machine(company: &Company, node: SocketAddr, answered: &Answered) -> Result<(), Lost> {
    loop {
        let token = company.machine(node).await?;
        answered.machine.borrow_mut().push(token);
        answered.more.notify_one();
    }
}

async fn exchange(company: &Company, node: SocketAddr, answered: &Answered) -> Result<(), Lost> {
    loop {
        let pair = company.tokens(node).await?;
        answered.exchanged.borrow_mut().push(pair);
        answered.more.notify_one();
    }
}

async fn refresh(company: &Company, node: SocketAddr, answered: &Answered) -> Result<(), Lost> {
    let mut pair = company.tokens(node).await?;
    let mine = answered.refreshed.borrow().len();
    answered.refreshed.borrow_mut().push(vec![pair.clone()]);
    loop {
        pair = company.refreshed(node, &pair.refresh).await?;
        answered.refreshed.borrow_mut()[mine].push(pair.clone());
        answered.more.notify_one();
    }
}

async fn revoke(company: &Company, node: SocketAddr, answered: &Answered) -> Result<(), Lost> {
    loop {
        let pair = company.tokens(node).await?;
        // Known to be active before, also where look-ups are remembered.
        assert!(company.is_active(node, &pair.access).await?);
        company.revoke(node, &pair.access).await?;
        answered.revoked.borrow_mut().push(pair);
        answered.more.notify_one();
    }
}

type Work<'a> = Pin<Box<dyn Future<Output = Result<(), Lost>> + 'a>>;

#[actix_web::test]
async fn a_killed_server_has_kept_whatever_it_answered() {
    let here = Installation::new();
    let company = Company::of(&here);
    let server = here.serve();
    let node = server.address;
    company.consented(node).await;

    let answered = Answered::default();
    let crowd = (0..CROWD).flat_map(|_| -> [Work<'_>; 4] {
        [
            Box::pin(machine(&company, node, &answered)),
            Box::pin(exchange(&company, node, &answered)),
            Box::pin(refresh(&company, node, &answered)),
            Box::pin(revoke(&company, node, &answered)),
        ]
    });
    let killed = async {
        answered.enough().await;
        server.signal("KILL");
        assert!(!server.ended().success());
    };
    join(join_all(crowd), killed).await;

    let again = here.serve();
    let node = again.address;
    for token in answered.machine.take() {
        assert!(company.is_active(node, &token).await.unwrap());
    }
    for pair in answered.exchanged.take() {
        assert!(company.is_active(node, &pair.access).await.unwrap());
        company.refreshed(node, &pair.refresh).await.unwrap();
    }
    for pairs in answered.refreshed.take() {
        let (last, before) = pairs.split_last().unwrap();
        for pair in before {
            assert!(!company.is_active(node, &pair.access).await.unwrap());
        }
        // The refresh that was under way may have been committed: then this is the lost answer.
        let next = company.refreshed(node, &last.refresh).await.unwrap();
        assert!(company.is_active(node, &next.access).await.unwrap());
    }
    for pair in answered.revoked.take() {
        assert!(!company.is_active(node, &pair.access).await.unwrap());
        assert_eq!(company.refresh(node, &pair.refresh).await.unwrap().error(), "invalid_grant");
    }
}
