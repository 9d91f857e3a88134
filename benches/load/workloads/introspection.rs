//! An account's API asks what a token is worth.

use grantor::secret::Kind;
use serde_json::Value;

use super::{Step, User, Workload, basic, must};
use crate::Result;
use crate::http::{self, Answer};
use crate::world::{self, Dice, Person, World};

/// The same token again and again.
pub(super) fn one(world: World, goal: f64) -> Workload {
    Workload::new("introspection, one token", Some(goal), move |_| Box::new(Asker::new(world, None, Pick::Same)))
}

/// Any of all tokens.
pub(super) fn any(name: &'static str, world: World, goal: f64) -> Workload {
    Workload::new(name, Some(goal), move |seed| {
        Box::new(Asker::new(world, None, Pick::Any(Dice(seed.wrapping_mul(7_919) + world.tokens))))
    })
}

/// Each token once, shared among `users`, so that whatever can be remembered is.
pub(crate) fn each(world: World, users: u64) -> Workload {
    Workload::new("every token once", None, move |user| Box::new(Asker::new(world, None, Pick::Each(user, users))))
}

enum Pick {
    Same,
    Any(Dice),
    Each(u64, u64),
}

/// Asks about seeded tokens.
struct Asker {
    world: World,
    asked: u64,
    pick: Pick,
    /// The proof, where there is but one account.
    proof: Option<String>,
}

impl Asker {
    fn new(world: World, proof: Option<String>, pick: Pick) -> Self {
        Self { world, asked: 0, pick, proof }
    }
}

/// What an API proves itself with at `tenant`.
pub(super) fn proof(tenant: u64) -> String {
    basic("api", world::secret(Kind::ResourceServerSecret, tenant).reveal())
}

/// Writes the question of `tenant`'s API.
pub(super) fn question(request: &mut Vec<u8>, tenant: u64, proof: &str, token: &str) {
    let headers = [("Authorization", proof)];
    http::post(request, "/oauth/introspect", &world::host(tenant), &headers, &format!("token={token}"));
}

/// Whether what is told is a good token of `person`.
pub(super) fn good(told: &Value, person: Person) -> Result<()> {
    let tenant = person.tenant;
    let right = told["active"] == true
        && told["scope"] == "read write"
        && told["client_id"] == "app"
        && told["username"] == person.email()
        && told["sub"].as_str() == Some(&person.id().to_string())
        && told["tenant"]["subdomain"] == world::subdomain(tenant)
        && told["client"]["id"] == world::app(tenant)
        && told["exp"].is_i64();
    must(right, || format!("not what a good token of {tenant} is worth: {told}"))
}

impl User for Asker {
    fn ask(&mut self, request: &mut Vec<u8>) {
        self.asked = match &mut self.pick {
            Pick::Same => 0,
            Pick::Any(dice) => dice.below(self.world.tokens),
            Pick::Each(next, step) => {
                let this = *next;
                *next = (*next + *step) % self.world.tokens.max(*step);
                this % self.world.tokens
            }
        };
        let tenant = self.world.tenant_of(self.asked);
        let token = world::secret(Kind::AccessToken, self.asked);
        if self.world.tenants > 1 {
            question(request, tenant, &proof(tenant), token.reveal());
        } else {
            question(request, tenant, self.proof.get_or_insert_with(|| proof(tenant)), token.reveal());
        }
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        good(&answer.json(200)?, self.world.person_of(self.asked))?;
        Ok(Step::Done)
    }
}
