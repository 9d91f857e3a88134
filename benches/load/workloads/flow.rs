//! What applications do: tokens for themselves, codes, refreshing, revoking.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use grantor::secret::{Kind, well_formed};
use ring::digest::{SHA256, digest};

use super::introspection::{good, proof, question};
use super::{Step, User, Workload, basic, form, must};
use crate::Result;
use crate::http::{self, Answer};
use crate::world::{self, Dice, PREFIX, Person, REDIRECT_URI, World};

/// `client_credentials`.
pub(super) fn client_credentials(world: World, goal: f64) -> Workload {
    Workload::new("client_credentials", Some(goal), move |seed| Box::new(Machine::new(world, seed)))
}

/// A chain of refresh tokens for each user; its first operation also gets the first of them.
pub(super) fn refresh(world: World, goal: Option<f64>) -> Workload {
    Workload::new("refresh", goal, move |seed| Box::new(Chain(Application::new(world, seed))))
}

/// A person who is signed in and has agreed before, and the exchange of their code with PKCE: two requests.
pub(super) fn code(world: World, goal: Option<f64>) -> Workload {
    Workload::new("code and PKCE, both requests", goal, move |seed| Box::new(Application::new(world, seed)))
}

/// A token is issued, is good, is revoked, and is no good in the next request: four requests.
pub(super) fn revoke(world: World) -> Workload {
    Workload::new("issue, introspect, revoke, introspect", None, move |seed| Box::new(Revoker::new(world, seed)))
}

/// What an application proves itself with at `tenant`.
fn own_proof(tenant: u64) -> String {
    basic("app", world::secret(Kind::ClientSecret, tenant).reveal())
}

fn ask_for_token(request: &mut Vec<u8>, tenant: u64, pairs: &[(&str, &str)]) {
    let proof = own_proof(tenant);
    http::post(request, "/oauth/tokens", &world::host(tenant), &[("Authorization", &proof)], &form(pairs));
}

/// The request for a token that needs nobody.
pub(crate) fn first_token() -> Vec<u8> {
    let mut request = Vec::new();
    ask_for_token(&mut request, 1, &[("grant_type", "client_credentials"), ("scope", "read write")]);
    request
}

/// The member `name` of what was issued, which must be whole.
fn issued(answer: &Answer<'_>, name: &str) -> Result<String> {
    let told = answer.json(200)?;
    let right = told["token_type"] == "bearer"
        && told["scope"] == "read write"
        && told["expires_in"] == 1_800
        && told["access_token"].as_str().is_some_and(|token| well_formed(PREFIX, Kind::AccessToken, token));
    must(right, || format!("not a token: {told}"))?;
    Ok(told[name].as_str().map(str::to_owned).ok_or_else(|| format!("no {name}"))?)
}

/// The tenant of a user: those of one account all ask there.
fn tenant(world: World, dice: &mut Dice) -> u64 {
    1 + dice.below(world.tenants)
}

struct Machine {
    world: World,
    dice: Dice,
}

impl Machine {
    fn new(world: World, seed: u64) -> Self {
        Self { world, dice: Dice(seed) }
    }
}

impl User for Machine {
    fn ask(&mut self, request: &mut Vec<u8>) {
        let tenant = tenant(self.world, &mut self.dice);
        ask_for_token(request, tenant, &[("grant_type", "client_credentials"), ("scope", "read write")]);
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        issued(answer, "access_token")?;
        Ok(Step::Done)
    }
}

/// What an application holds of somebody.
struct Application {
    tenant: u64,
    number: u64,
    code: Option<String>,
    refresh_token: Option<String>,
}

impl Application {
    fn new(world: World, seed: u64) -> Self {
        Self { tenant: tenant(world, &mut Dice(seed)), number: 0, code: None, refresh_token: None }
    }

    fn verifier(&self) -> String {
        format!("{:0>64}", self.number)
    }

    fn authorize(&mut self, request: &mut Vec<u8>) {
        self.number += 1;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier().as_bytes()));
        let state = self.number.to_string();
        let pairs = [
            ("response_type", "code"),
            ("client_id", "app"),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "read write"),
            ("state", &state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let cookie = format!("grantor={}", world::secret(Kind::Session, self.tenant).reveal());
        let path = format!("/oauth/authorizations/new?{}", form(&pairs));
        http::get(request, &path, &world::host(self.tenant), &[("Cookie", &cookie)]);
    }

    fn code_in(&self, answer: &Answer<'_>) -> Result<String> {
        let location = answer.header("location").unwrap_or_default();
        must(answer.status == 303, || format!("no redirect but {}", answer.status))?;
        let (target, query) = location.split_once('?').unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let code = pairs.find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
        let state = form_urlencoded::parse(query.as_bytes())
            .any(|pair| pair == ("state".into(), self.number.to_string().into()));
        must(target == REDIRECT_URI && state, || format!("redirected to {location}"))?;
        Ok(code.ok_or_else(|| format!("no code in {location}"))?)
    }
}

impl User for Application {
    fn ask(&mut self, request: &mut Vec<u8>) {
        let Some(code) = self.code.take() else { return self.authorize(request) };
        let verifier = self.verifier();
        let pairs = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", verifier.as_str()),
        ];
        self.number |= EXCHANGING;
        ask_for_token(request, self.tenant, &pairs);
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        if self.number & EXCHANGING == 0 {
            self.code = Some(self.code_in(answer)?);
            return Ok(Step::More);
        }
        self.number &= !EXCHANGING;
        self.refresh_token = Some(issued(answer, "refresh_token")?);
        Ok(Step::Done)
    }
}

/// Marks in an application's number that its code is being exchanged.
const EXCHANGING: u64 = 1 << 63;

/// An application that has what it needs to refresh.
struct Chain(Application);

impl User for Chain {
    fn ask(&mut self, request: &mut Vec<u8>) {
        match &self.0.refresh_token {
            None => self.0.ask(request),
            Some(token) => {
                let pairs = [("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
                ask_for_token(request, self.0.tenant, &pairs);
            }
        }
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        if self.0.refresh_token.is_none() {
            return self.0.hear(answer).map(|_| Step::More);
        }
        let next = issued(answer, "refresh_token")?;
        must(self.0.refresh_token.replace(next.clone()) != Some(next), || "the same refresh token again".to_owned())?;
        Ok(Step::Done)
    }
}

struct Revoker {
    tenant: u64,
    token: String,
    at: u8,
}

impl Revoker {
    fn new(world: World, seed: u64) -> Self {
        Self { tenant: tenant(world, &mut Dice(seed)), token: String::new(), at: 0 }
    }
}

impl User for Revoker {
    fn ask(&mut self, request: &mut Vec<u8>) {
        let pairs = [("grant_type", "client_credentials"), ("scope", "read write")];
        match self.at {
            0 => ask_for_token(request, self.tenant, &pairs),
            2 => {
                let (proof, pairs) = (own_proof(self.tenant), [("token", self.token.as_str())]);
                let headers = [("Authorization", proof.as_str())];
                http::post(request, "/oauth/revoke", &world::host(self.tenant), &headers, &form(&pairs));
            }
            _ => question(request, self.tenant, &proof(self.tenant), &self.token),
        }
    }

    fn hear(&mut self, answer: &Answer<'_>) -> Result<Step> {
        let at = self.at;
        self.at = (at + 1) % 4;
        match at {
            0 => self.token = issued(answer, "access_token")?,
            1 => good(&answer.json(200)?, Person::admin(self.tenant))?,
            2 => must(answer.status == 200, || format!("revocation: {}", answer.status))?,
            _ => {
                let told = answer.json(200)?;
                must(told == serde_json::json!({ "active": false }), || format!("alive after revocation: {told}"))?;
                return Ok(Step::Done);
            }
        }
        Ok(Step::More)
    }
}
