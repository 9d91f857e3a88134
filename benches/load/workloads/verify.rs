//! A proxy (nginx) asks whether a request may go through.

use grantor::secret::Kind;

use super::introspection::proof;
use super::{Step, User, Workload, basic, must};
use crate::Result;
use crate::http::{self, Answer};
use crate::world::{self, Dice, Person, World};

/// Requests with an access token, any of all.
pub(super) fn by_bearer(world: World, goal: Option<f64>) -> Workload {
    Workload::new("sidecar verify, Bearer", goal, move |seed| {
        Box::new(Proxy { world, dice: Dice(seed.wrapping_mul(104_729)), person: Person::admin(1), legacy: false })
    })
}

/// Requests with an account's API token.
pub(super) fn by_basic(world: World, goal: Option<f64>) -> Workload {
    Workload::new("sidecar verify, Basic", goal, move |seed| {
        Box::new(Proxy { world, dice: Dice(seed.wrapping_mul(104_729)), person: Person::admin(1), legacy: true })
    })
}

struct Proxy {
    world: World,
    dice: Dice,
    person: Person,
    legacy: bool,
}

impl User for Proxy {
    fn ask(&mut self, request: &mut Vec<u8>) {
        let token = self.dice.below(self.world.tokens);
        self.person = self.world.person_of(token);
        let Person { tenant, .. } = self.person;
        let authorization = if self.legacy {
            let secret = world::secret(Kind::ApiToken, tenant);
            basic(&format!("{}/token", self.person.email()), secret.reveal())
        } else {
            format!("Bearer {}", world::secret(Kind::AccessToken, token).reveal())
        };
        let headers = [
            ("X-Grantor-Authorization", proof(tenant)),
            ("Authorization", authorization),
            ("X-Original-Method", "GET".to_owned()),
            ("X-Original-URI", "/api/v2/tickets.json?page=2".to_owned()),
            ("X-Original-Address", "192.0.2.7".to_owned()),
            ("User-Agent", "script/1.0".to_owned()),
        ];
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        http::get(request, "/sidecar/verify", &world::host(tenant), &headers);
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        let credential = if self.legacy { "api_token" } else { "oauth" };
        let right = answer.status == 200
            && answer.header("x-grantor-user") == Some(&self.person.id().to_string())
            && answer.header("x-grantor-tenant") == Some(&world::subdomain(self.person.tenant))
            && answer.header("x-grantor-scopes") == Some("read write")
            && answer.header("x-grantor-credential") == Some(credential);
        must(right, || format!("verify says {}: {:?}", answer.status, std::str::from_utf8(answer.body)))?;
        Ok(Step::Done)
    }
}
