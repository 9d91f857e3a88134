//! What was answered has happened, whichever process is killed in the middle of everything: nothing that was answered
//! is lost, nothing whose end was answered is alive, nothing is redeemed twice.
//!
//! Nodes are killed one after the other and started again while clients do what clients do: who gets no answer asks
//! another node. Where there is no PostgreSQL there is one node, and everybody waits for it.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::web::block;
use futures_util::future::{join, join_all};
use grantor::outgoing::Lost;
use tokio::time::sleep;

use crate::harness::answer::Answer;
use crate::harness::flow::Pair;
use crate::operators::company::Company;
use crate::operators::installation::{Installation, Serving};

/// Nodes, where the database allows several.
const NODES: usize = 3;
/// How many do the same thing at the same time.
const CROWD: usize = 2;
/// How many nodes are killed.
const KILLS: usize = 4;
/// How many answers of each kind there are before the next one is.
const ENOUGH: usize = 6;

/// The nodes that are there, as far as clients know, and what they answered.
struct Cluster {
    company: Company,
    nodes: RefCell<Vec<SocketAddr>>,
    turn: Cell<usize>,
    over: Cell<bool>,
    answered: Answered,
}

#[derive(Default)]
struct Answered {
    /// Access tokens of machines.
    machine: RefCell<Vec<String>>,
    /// Pairs that a code brought that was sent once.
    exchanged: RefCell<Vec<Pair>>,
    /// Pairs that are over: revoked, or of a code that was sent again.
    ended: RefCell<Vec<Pair>>,
    /// Per refresher, every pair: the last one is what it holds.
    refreshed: RefCell<Vec<Vec<Pair>>>,
}

impl Answered {
    /// Of that kind of which there is least.
    fn least(&self) -> usize {
        let refreshed: usize = self.refreshed.borrow().iter().map(Vec::len).sum();
        let others = [self.machine.borrow().len(), self.exchanged.borrow().len(), self.ended.borrow().len()];
        others.into_iter().fold(refreshed, usize::min)
    }
}

impl Cluster {
    /// The next node.
    fn node(&self) -> SocketAddr {
        self.turn.set(self.turn.get() + 1);
        let nodes = self.nodes.borrow();
        nodes[self.turn.get() % nodes.len()]
    }

    /// Asks one node after the other until one answers.
    async fn until_answered<T, F: Future<Output = Result<T, Lost>>>(&self, ask: impl Fn(SocketAddr) -> F) -> T {
        loop {
            if let Ok(answer) = ask(self.node()).await {
                return answer;
            }
            sleep(Duration::from_millis(5)).await;
        }
    }

    async fn machine(&self) {
        while !self.over.get() {
            let token = self.until_answered(|node| self.company.machine(node)).await;
            self.answered.machine.borrow_mut().push(token);
        }
    }

    async fn tokens(&self) -> Pair {
        loop {
            let code = self.until_answered(|node| self.company.code(node)).await;
            // A code whose answer was lost is spent or not; if it is, what it brought is taken back.
            let answer = self.until_answered(|node| self.company.exchange(node, &code)).await;
            match answer.status {
                200 => return Pair::of(&answer),
                _ => assert_eq!(answer.error(), "invalid_grant"),
            }
        }
    }

    async fn exchange(&self) {
        while !self.over.get() {
            let pair = self.tokens().await;
            self.answered.exchanged.borrow_mut().push(pair);
        }
    }

    /// Sends every code twice at once.
    async fn replay(&self) {
        while !self.over.get() {
            let code = self.until_answered(|node| self.company.code(node)).await;
            let send = || self.company.exchange(self.node(), &code);
            let (one, other) = join(send(), send()).await;
            let answers: Vec<Answer> = [one, other].into_iter().flatten().collect();
            let won: Vec<Pair> = answers.iter().filter(|answer| answer.status == 200).map(Pair::of).collect();
            assert!(won.len() < 2, "a code was redeemed twice");
            if answers.len() == 2 {
                assert_eq!(won.len(), 1, "a code was redeemed by nobody");
                self.answered.ended.borrow_mut().extend(won);
            }
        }
    }

    /// Sends every refresh twice at once: whoever hears of it hears the same.
    async fn refresh(&self) {
        let first = self.tokens().await;
        let mine = self.answered.refreshed.borrow().len();
        self.answered.refreshed.borrow_mut().push(vec![first.clone()]);
        let mut held = first;
        while !self.over.get() {
            let send = || self.until_answered(|node| self.company.refreshed(node, &held.refresh));
            let (one, other) = join(send(), send()).await;
            assert_eq!((&one.access, &one.refresh), (&other.access, &other.refresh), "a token was redeemed twice");
            self.answered.refreshed.borrow_mut()[mine].push(one.clone());
            held = one;
        }
    }

    async fn revoke(&self) {
        while !self.over.get() {
            let pair = self.tokens().await;
            // Known to be active before, also where look-ups are remembered.
            assert!(self.until_answered(|node| self.company.is_active(node, &pair.access)).await);
            self.until_answered(|node| self.company.revoke(node, &pair.access)).await;
            assert!(!self.until_answered(|node| self.company.is_active(node, &pair.access)).await);
            self.answered.ended.borrow_mut().push(pair);
        }
    }

    /// Kills one node after the other, and starts it again.
    async fn kill(&self, here: &Arc<Installation>, mut nodes: Vec<Serving>) -> Vec<Serving> {
        for kill in 0..KILLS {
            let before = self.answered.least();
            while self.answered.least() < before + ENOUGH {
                sleep(Duration::from_millis(1)).await;
            }
            let at = kill % nodes.len();
            let killed = nodes.remove(at);
            killed.signal("KILL");
            assert!(!killed.ended().success());
            let here = Arc::clone(here);
            let again = block(move || here.node(at)).await.unwrap();
            self.nodes.borrow_mut()[at] = again.address;
            nodes.insert(at, again);
        }
        self.over.set(true);
        nodes
    }

    /// Holds every answer against what is there.
    async fn check(&self) {
        let (company, answered) = (&self.company, &self.answered);
        for token in answered.machine.take() {
            assert!(company.is_active(self.node(), &token).await.unwrap());
        }
        for pair in answered.exchanged.take() {
            assert!(company.is_active(self.node(), &pair.access).await.unwrap());
            company.refreshed(self.node(), &pair.refresh).await.unwrap();
        }
        for pairs in answered.refreshed.take() {
            let (last, before) = pairs.split_last().unwrap();
            for pair in before {
                assert!(!company.is_active(self.node(), &pair.access).await.unwrap());
            }
            assert!(company.is_active(self.node(), &last.access).await.unwrap());
            company.refreshed(self.node(), &last.refresh).await.unwrap();
        }
        for pair in answered.ended.take() {
            assert!(!company.is_active(self.node(), &pair.access).await.unwrap());
            assert_eq!(company.refresh(self.node(), &pair.refresh).await.unwrap().error(), "invalid_grant");
        }
    }
}

type Work<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

#[actix_web::test]
async fn killed_nodes_have_kept_whatever_they_answered() {
    let here = Arc::new(Installation::new());
    let company = Company::of(&here);
    let nodes = here.nodes(NODES);
    company.consented(nodes[0].address).await;
    let addresses = nodes.iter().map(|node| node.address).collect();
    let cluster = Cluster {
        company,
        nodes: RefCell::new(addresses),
        turn: Cell::default(),
        over: Cell::default(),
        answered: Answered::default(),
    };
    let crowd = (0..CROWD).flat_map(|_| -> [Work<'_>; 5] {
        [
            Box::pin(cluster.machine()),
            Box::pin(cluster.exchange()),
            Box::pin(cluster.replay()),
            Box::pin(cluster.refresh()),
            Box::pin(cluster.revoke()),
        ]
    });
    let (_nodes, _) = join(cluster.kill(&here, nodes), join_all(crowd)).await;
    cluster.check().await;
}
