//! What is asked, and what the answers must be.

mod flow;
mod introspection;
mod pages;
mod verify;

pub(crate) use flow::first_token;
pub(crate) use introspection::each as introspection_of_each;

use crate::Result;
use crate::http::Answer;
use crate::options::Options;
use crate::world::World;

/// Somebody who asks on one connection.
pub(crate) trait User {
    /// Writes the next request.
    fn ask(&mut self, request: &mut Vec<u8>);
    /// Looks at the answer to it.
    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step>;
}

/// Where an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It takes another request.
    More,
    /// It is done.
    Done,
}

/// Makes the user of the connection with this number.
pub(crate) type MakeUser = Box<dyn Fn(u64) -> Box<dyn User>>;

/// One thing that is measured.
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    /// How many times the processor time of the bare handler an operation may take.
    pub(crate) goal: Option<f64>,
    pub(crate) user: MakeUser,
}

impl Workload {
    pub(crate) fn new(name: &'static str, goal: Option<f64>, user: impl Fn(u64) -> Box<dyn User> + 'static) -> Self {
        Self { name, goal, user: Box::new(user) }
    }
}

/// The name of the bare handler in reports.
pub(crate) const BARE: &str = "bare POST";
/// The workload whose tokens are not in the cache.
pub(crate) const MISS: &str = "introspection, not in the cache";

/// Everything that is asked of one server in turns; with no cache worth its name, what that changes.
pub(crate) fn all(world: &World, options: &Options, cached: bool) -> Vec<Workload> {
    let world = *world;
    let goals = if options.postgres.is_some() { [6.0, 6.0, 20.0] } else { [1.4, 3.0, 6.0] };
    let here = |ours: f64| options.postgres.is_none().then_some(ours);
    let mut all = Vec::new();
    if cached {
        all.push(introspection::one(world, goals[0]));
        all.push(introspection::any("introspection, any of all tokens", world, goals[0]));
        all.push(verify::by_bearer(world, here(1.8)));
        all.push(verify::by_basic(world, here(1.8)));
        all.push(flow::client_credentials(world, goals[2]));
        all.push(flow::refresh(world, here(10.0)));
        all.push(flow::code(world, here(25.0)));
        all.push(flow::revoke(world));
        all.extend(pages::all(world));
    } else {
        all.push(introspection::any(MISS, world, goals[1]));
    }
    all.retain(|workload| options.wants(workload.name));
    all
}

/// A form's `name=value` pairs, encoded.
fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Basic with a name and a secret that need no encoding of their own.
fn basic(name: &str, secret: &str) -> String {
    use base64::Engine;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{name}:{secret}")))
}

/// Fails with `what` unless it `holds`.
fn must(holds: bool, what: impl FnOnce() -> String) -> Result<()> {
    if holds { Ok(()) } else { Err(what().into()) }
}
