//! Clients of some nodes, who do what clients do, note every answer, and hold it in the end against what is there:
//! nothing that was answered is lost, nothing whose end was answered is alive, nothing was redeemed twice.
//!
//! Who gets no answer, or is told to come again, asks another node.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use futures_util::future::{join, join_all};
use grantor::outgoing::Lost;
use tokio::time::sleep;

use crate::harness::answer::Answer;
use crate::harness::flow::Pair;
use crate::operators::company::Company;
use crate::operators::installation::Serving;

/// How many do the same thing at the same time.
const CROWD: usize = 2;
/// How many answers of each kind there are before the next thing happens.
const ENOUGH: usize = 6;

/// The nodes that are there, as far as clients know, and what they answered.
pub struct Cluster {
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
    /// Of an account that `nodes` serve.
    pub async fn of(company: Company, nodes: &[Serving]) -> Self {
        company.consented(nodes[0].address).await;
        let nodes = RefCell::new(nodes.iter().map(|node| node.address).collect());
        Self { company, nodes, turn: Cell::default(), over: Cell::default(), answered: Answered::default() }
    }

    /// The node at `at` is another one from now on.
    pub fn replace(&self, at: usize, node: &Serving) {
        self.nodes.borrow_mut()[at] = node.address;
    }

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

    /// Everybody at once, until `over`.
    async fn everybody(&self) {
        let crowd = (0..CROWD).flat_map(|_| -> [Work<'_>; 5] {
            [
                Box::pin(self.machine()),
                Box::pin(self.exchange()),
                Box::pin(self.replay()),
                Box::pin(self.refresh()),
                Box::pin(self.revoke()),
            ]
        });
        join_all(crowd).await;
    }

    /// Lets everybody ask while `happening` goes on, and checks what they were told.
    pub async fn during<T>(&self, happening: impl Future<Output = T>) -> T {
        let until_over = async {
            let happened = happening.await;
            self.over.set(true);
            happened
        };
        let (happened, ()) = join(until_over, self.everybody()).await;
        self.check().await;
        happened
    }

    /// Waits until there is enough more of everything.
    pub async fn enough(&self) {
        let before = self.answered.least();
        while self.answered.least() < before + ENOUGH {
            sleep(Duration::from_millis(1)).await;
        }
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
