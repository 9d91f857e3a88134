//! What there is in the database, by number: every id and every secret can be told from its number alone, so that nothing
//! has to be remembered of ten million tokens.

use grantor::clock::Moment;
use grantor::secret::{Digest, Kind, Secret};
use ring::digest::{SHA256, digest};

/// What every secret starts with.
pub(crate) const PREFIX: &str = "grantor";
/// Where the application wants codes.
pub(crate) const REDIRECT_URI: &str = "https://app.example.com/callback";
/// The first id that the server may hand out.
pub(crate) const NEXT_ID: u64 = 1_000_000_000;

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    /// Accounts, from 1.
    pub(crate) tenants: u64,
    /// Tokens, from 0.
    pub(crate) tokens: u64,
    /// Further applications of the first account.
    pub(crate) clients: u64,
    /// People of each account beside its admin.
    pub(crate) people: u64,
    /// Events in the audit logs, from 0.
    pub(crate) events: u64,
}

/// Somebody with an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    /// Whose account.
    pub(crate) tenant: u64,
    /// From 1; 0 is the admin.
    number: u64,
}

impl World {
    /// Whose the token is.
    pub(crate) fn tenant_of(&self, token: u64) -> u64 {
        1 + token % self.tenants
    }

    /// The application that the token was issued to, and its number.
    pub(crate) fn client_of(&self, token: u64) -> u64 {
        app(self.tenant_of(token))
    }

    /// Whom the token acts as: of each account's the first as the admin, the others as each of its people in turns.
    pub(crate) fn person_of(&self, token: u64) -> Person {
        let turn = token / self.tenants;
        let number = if turn == 0 || self.people == 0 { 0 } else { 1 + turn % self.people };
        Person { tenant: self.tenant_of(token), number }
    }
}

impl Person {
    /// The admin of an account.
    pub(crate) const fn admin(tenant: u64) -> Self {
        Self { tenant, number: 0 }
    }

    /// Everybody of an account, the admin first.
    pub(crate) fn all(world: &World, tenant: u64) -> impl Iterator<Item = Self> + use<> {
        (0..=world.people).map(move |number| Self { tenant, number })
    }

    pub(crate) const fn id(self) -> u64 {
        if self.number == 0 { 1_000_001 + self.tenant * 10 } else { 400_000_000 + self.number }
    }

    pub(crate) const fn role(self) -> &'static str {
        if self.number == 0 { "admin" } else { "agent" }
    }

    pub(crate) fn name(self) -> String {
        if self.number == 0 { "Ada".to_owned() } else { format!("Person {}", self.number) }
    }

    pub(crate) fn email(self) -> String {
        let Self { tenant, number } = self;
        let name = if number == 0 { "admin".to_owned() } else { format!("person{number}") };
        format!("{name}@t{tenant}.example.com")
    }
}

/// The account's label.
pub(crate) fn subdomain(tenant: u64) -> String {
    format!("t{tenant}")
}

/// The account's host.
pub(crate) fn host(tenant: u64) -> String {
    format!("t{tenant}.localhost")
}

/// Its application.
pub(crate) const fn app(tenant: u64) -> u64 {
    1_000_002 + tenant * 10
}

/// Its API.
pub(crate) const fn api(tenant: u64) -> u64 {
    1_000_003 + tenant * 10
}

/// Whatever else of it has a number, from 4 to 9.
pub(crate) const fn other(tenant: u64, which: u64) -> u64 {
    1_000_000 + which + tenant * 10
}

/// A further application of the first account.
pub(crate) const fn further_client(number: u64) -> u64 {
    10_000_000 + number
}

/// The row of an access token; its family and its refresh token are as far behind.
pub(crate) const fn token_id(token: u64) -> u64 {
    100_000_000 + token
}

/// The family of a token.
pub(crate) const fn family_id(token: u64) -> u64 {
    200_000_000 + token
}

/// The refresh token beside a token.
pub(crate) const fn refresh_id(token: u64) -> u64 {
    300_000_000 + token
}

/// An event of the audit log.
pub(crate) const fn event_id(event: u64) -> u64 {
    500_000_000 + event
}

/// The secret of `kind` with this number: of a token its own, otherwise its account's.
pub(crate) fn secret(kind: Kind, number: u64) -> Secret {
    let mut random = [0; 32];
    random.copy_from_slice(digest(&SHA256, format!("{}{number}", kind.mark()).as_bytes()).as_ref());
    // A token a second.
    Secret::mint(PREFIX, kind, Moment::from_micros(1_700_000_000_000_000).plus(number.cast_signed()), &random)
}

/// What is kept of it at `tenant`.
pub(crate) fn kept(kind: Kind, tenant: u64, number: u64) -> Digest {
    Digest::of(kind, tenant.cast_signed(), secret(kind, number).reveal())
}

/// Numbers that look random and are the same each time (SplitMix64).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end.max(1)
    }
}
