//! Secrets of clients that another system has hashed: what is kept of them, and whether one is right.
//!
//! They are slow on purpose, so they are judged by a [`Judge`], and only for a client that has one. Once a secret was right
//! it is kept in our own way, and is as fast as any other.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, Params, PasswordVerifier};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use bcrypt::HashParts;
use ring::{digest, pbkdf2};

use super::{ClientKey, Scheme};
use crate::networks::network;
use crate::refused::Problem;
use crate::secret::{Digest, Secret};
use crate::storage::{Failure, Result};
use crate::users::Passwords;

/// The most that looking at a secret may cost, so that one guess at it holds nobody up: bcrypt's cost, Argon2's KiB and
/// KiB times passes, PBKDF2's rounds for each block of its output. All are well above what is advised.
const MOST_BCRYPT: u32 = 14;
const MOST_ARGON2: (u32, u64) = (256 * 1024, 1024 * 1024);
const MOST_PBKDF2: u64 = 2_000_000;

/// The scheme and the digest of what another system keeps of a secret.
///
/// # Errors
/// What it should look like.
pub fn read(kept: &str) -> Result<(Scheme, Option<String>, Digest), Problem> {
    let bare = kept.strip_prefix("sha256:").unwrap_or(kept);
    if let Some(digest) = hex::decode(bare).ok().as_deref().and_then(Digest::from_slice) {
        return Ok((Scheme::Sha256, None, digest));
    }
    let (scheme, affordable) = scheme(kept).ok_or_else(|| {
        let says = "give a digest by bcrypt, argon2, PBKDF2 or SHA-256 (64 hexadecimal digits)";
        Problem::invalid("secret_digest", says)
    })?;
    if !affordable {
        let says = format!(
            "costs too much to look at: up to {MOST_BCRYPT} for bcrypt, 256 MiB and 1 GiB in all passes for argon2, \
             {MOST_PBKDF2} rounds for PBKDF2"
        );
        return Err(Problem::invalid("secret_digest", says));
    }
    let mark = digest::digest(&digest::SHA256, kept.as_bytes());
    let mark = Digest::from_slice(mark.as_ref()).ok_or_else(|| Problem::invalid("secret_digest", "is none"))?;
    Ok((scheme, Some(kept.to_owned()), mark))
}

/// How `kept` was made, and whether looking at it costs no more than it may.
fn scheme(kept: &str) -> Option<(Scheme, bool)> {
    if let Ok(parts) = kept.parse::<HashParts>() {
        return Some((Scheme::Bcrypt, parts.get_cost() <= MOST_BCRYPT));
    }
    if kept.starts_with("$argon2") {
        let params = Params::try_from(&PasswordHash::new(kept).ok()?).ok()?;
        let (memory, passes) = (params.m_cost(), u64::from(params.t_cost()));
        return Some((Scheme::Argon2, memory <= MOST_ARGON2.0 && u64::from(memory) * passes <= MOST_ARGON2.1));
    }
    Some((Scheme::Pbkdf2, Pbkdf2::read(kept)?.cost() <= MOST_PBKDF2))
}

/// Judges secrets on a thread of its own, one at a time of each client and one after the other of those who try: whoever
/// sends wrong ones to a client keeps neither other clients nor people who sign in waiting for long, and who has the right
/// one gets their turn among them, as long as no more than `WAITING` networks try at once.
#[derive(Debug)]
pub struct Judge {
    thread: Passwords,
    lanes: Mutex<HashMap<ClientKey, Lane>>,
}

/// Those who try a client's secret.
#[derive(Debug, Default)]
struct Lane {
    turn: Arc<tokio::sync::Mutex<()>>,
    /// Where they come from: one of each network at a time.
    waiting: HashSet<Option<IpAddr>>,
}

/// How many clients may wait, and at each how many who try.
const WAITING: usize = 32;

impl Judge {
    /// Starts the thread.
    ///
    /// # Errors
    /// [`Failure::Unavailable`] if the system gives none.
    pub fn start() -> Result<Self> {
        Ok(Self { thread: Passwords::start(1, WAITING)?, lanes: Mutex::default() })
    }

    /// Whether `secret`, which comes from `address`, is the one of which `kept` is what `scheme` makes; `client`'s.
    ///
    /// # Errors
    /// [`Failure::Overloaded`] if another one of this client from there is being judged, or too many wait.
    pub async fn is_right(
        &self,
        (client, address): (ClientKey, Option<IpAddr>),
        scheme: Scheme,
        kept: &str,
        secret: &Secret,
    ) -> Result<bool> {
        let place = Place::of(self, client, address.map(network)).ok_or(Failure::Overloaded)?;
        let _turn = place.turn.lock().await;
        let (kept, secret) = (kept.to_owned(), secret.clone());
        self.thread.judge(move || is_right(scheme, &kept, secret.reveal())).await
    }
}

/// A place among those who try a client's secret.
struct Place<'a> {
    judge: &'a Judge,
    client: ClientKey,
    network: Option<IpAddr>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl<'a> Place<'a> {
    fn of(judge: &'a Judge, client: ClientKey, network: Option<IpAddr>) -> Option<Self> {
        let mut lanes = judge.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(client).or_default();
        let room = lane.waiting.len() < WAITING && lane.waiting.insert(network);
        room.then(|| Self { judge, client, network, turn: Arc::clone(&lane.turn) })
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut lanes = self.judge.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(lane) = lanes.get_mut(&self.client) else { return };
        lane.waiting.remove(&self.network);
        if lane.waiting.is_empty() {
            lanes.remove(&self.client);
        }
    }
}

/// Whether `secret` is the one of which `kept` is what `scheme` makes. Takes up to a second.
fn is_right(scheme: Scheme, kept: &str, secret: &str) -> bool {
    match scheme {
        Scheme::Bcrypt => bcrypt::verify(secret, kept).unwrap_or(false),
        Scheme::Argon2 => PasswordHash::new(kept)
            .is_ok_and(|hash| Argon2::default().verify_password(secret.as_bytes(), &hash).is_ok()),
        Scheme::Pbkdf2 => Pbkdf2::read(kept).is_some_and(|kept| kept.is_of(secret)),
        Scheme::Grantor1 | Scheme::Sha256 => false,
    }
}

/// The SHA-256 of `secret`, as it is kept for [`Scheme::Sha256`].
pub fn sha256(secret: &str) -> Option<Digest> {
    Digest::from_slice(digest::digest(&digest::SHA256, secret.as_bytes()).as_ref())
}

struct Pbkdf2 {
    algorithm: pbkdf2::Algorithm,
    rounds: std::num::NonZeroU32,
    salt: Vec<u8>,
    derived: Vec<u8>,
}

impl Pbkdf2 {
    /// As Django writes it (`pbkdf2_sha256$600000$salt$base64`), or as a PHC string (`$pbkdf2-sha256$i=…$salt$hash`).
    fn read(kept: &str) -> Option<Self> {
        let parts: Vec<&str> = kept.trim_start_matches('$').split('$').collect();
        let [name, rounds, salt, derived] = parts[..] else { return None };
        let algorithm = match name {
            "pbkdf2_sha256" | "pbkdf2-sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
            "pbkdf2_sha512" | "pbkdf2-sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
            _ => return None,
        };
        let django = name.contains('_');
        let rounds = rounds.split(',').next()?.trim_start_matches("i=").parse().ok()?;
        let plain = |text: &str| STANDARD_NO_PAD.decode(text.trim_end_matches('=').replace('.', "+")).ok();
        let salt = if django { salt.as_bytes().to_vec() } else { plain(salt)? };
        let derived = if django { STANDARD.decode(derived).ok()? } else { plain(derived)? };
        (!derived.is_empty()).then_some(Self { algorithm, rounds, salt, derived })
    }

    /// Rounds in all: each block of what is derived takes as many (RFC 8018 §5.2).
    fn cost(&self) -> u64 {
        let block = if self.algorithm == pbkdf2::PBKDF2_HMAC_SHA512 { 64 } else { 32 };
        u64::from(self.rounds.get()).saturating_mul(self.derived.len().div_ceil(block) as u64)
    }

    fn is_of(&self, secret: &str) -> bool {
        pbkdf2::verify(self.algorithm, self.rounds, &self.salt, secret.as_bytes(), &self.derived).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clients::ClientId;
    use crate::tenants::TenantId;

    #[test]
    fn each_usual_scheme_is_recognised_and_says_whether_a_secret_is_right() {
        for (kept, scheme, secret) in [
            ("$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe", Scheme::Bcrypt, "password"),
            // PHC strings of cheap parameters.
            (
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                Scheme::Argon2,
                "password",
            ),
            ("pbkdf2_sha256$1000$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=", Scheme::Pbkdf2, "lètmein"),
        ] {
            let (known, text, _) = read(kept).unwrap();
            assert_eq!((known, text.as_deref()), (scheme, Some(kept)));
            assert!(is_right(scheme, kept, secret), "{kept}");
            assert!(!is_right(scheme, kept, "wrong"), "{kept}");
        }
        let (scheme, text, digest) = read("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").unwrap();
        assert_eq!((scheme, text), (Scheme::Sha256, None));
        assert!(digest.matches(&sha256("test").unwrap()));
        for nonsense in ["", "secret", "$1$abc$def", "pbkdf2_sha256$x$y$z", "$2y$05$short"] {
            assert!(read(nonsense).is_err(), "{nonsense}");
        }
    }

    #[test]
    fn what_would_hold_everybody_up_is_refused() {
        let bcrypt = |cost: u32| format!("$2y${cost:02}$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe");
        let argon2 = |memory: u32, passes: u32| {
            format!("$argon2id$v=19$m={memory},t={passes},p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
        };
        let pbkdf2 =
            |rounds: u32| format!("pbkdf2_sha256${rounds}$seasalt$JgZryXe2Ga8ysg6XbzkLpTdyPQrHqsinbL9BnnhgX4A=");
        for kept in [bcrypt(14), argon2(65_536, 3), argon2(262_144, 4), pbkdf2(1_200_000)] {
            assert!(read(&kept).is_ok(), "{kept}");
        }
        let long = format!("pbkdf2_sha256$100000$seasalt${}", STANDARD.encode([7; 1_280]));
        assert!(read(&long).is_err(), "each block takes as many rounds");
        for kept in [bcrypt(15), bcrypt(31), argon2(4_194_304, 1), argon2(65_536, 1_000), pbkdf2(900_000_000)] {
            assert!(read(&kept).is_err_and(|problem| problem.says.contains("costs too much")), "{kept}");
        }
    }

    #[tokio::test]
    async fn of_one_client_everybody_s_secret_is_judged_in_turn_and_of_each_network_one_at_a_time() {
        let judge = Judge::start().unwrap();
        let kept = "$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe";
        let (one, other) = ([1, 2]).map(|id| ClientKey { tenant: TenantId::new(1), id: ClientId::new(id) }).into();
        let [here, there] = [1, 2].map(|last| Some(IpAddr::from([192, 0, 2, last])));
        let (right, wrong) = (Secret::from("password"), Secret::from("wrong"));
        let ask = |client, address, secret| judge.is_right((client, address), Scheme::Bcrypt, kept, secret);
        let (first, again, owner, beside) = tokio::join!(
            ask(one, here, &wrong),
            ask(one, here, &wrong),
            ask(one, there, &right),
            ask(other, here, &right)
        );
        assert!(!first.unwrap() && matches!(again, Err(Failure::Overloaded)));
        assert!(owner.unwrap() && beside.unwrap(), "whoever guesses holds up nobody else");
        assert!(ask(one, here, &right).await.unwrap(), "its turn is over");
        assert!(judge.lanes.into_inner().unwrap().is_empty());
    }

    #[test]
    fn both_ways_to_write_pbkdf2_are_read() {
        let salt = b"salty";
        let mut derived = [0; 32];
        let rounds = std::num::NonZeroU32::new(1_000).unwrap();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, salt, b"right", &mut derived);
        let django = format!("pbkdf2_sha256$1000$salty${}", STANDARD.encode(derived));
        let phc =
            format!("$pbkdf2-sha256$i=1000,l=32${}${}", STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(derived));
        for kept in [django, phc] {
            let (scheme, ..) = read(&kept).unwrap();
            assert!(is_right(scheme, &kept, "right") && !is_right(scheme, &kept, "wrong"), "{kept}");
        }
    }
}
