//! The way out: from a live API token to an OAuth client and its first access token, in one call.
//!
//! Whoever runs a script with an API token can move it alone, without an admin: they show the token, and get a client
//! that acts as the very person whose address they showed, within the scopes that they name, and never beyond those of
//! the token. Each person gets one client of each token; asking again brings another access token of it, and no second
//! secret. An API token that ends, or that is held to nets, is replaced by an access token alone: a client's secret
//! knows neither, so its client is a public one, which can ask for nothing by itself. An operator is not held to that.

use serde_json::json;

use super::token::{self, ApiToken, ApiTokenId};
use crate::audit::{self, Action, Stamp};
use crate::clients::{self, Change, Client, ClientId, ClientKey, Kind, NewClient, NewSecret};
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Flaw, Problem, Refused};
use crate::storage::Tx;
use crate::tenants::Tenant;
use crate::tokens::{self, AccessToken, Maker, Minted};
use crate::users::{self, UserId};

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The scopes, as words; absent: those of the API token, which has to have some then.
    pub scopes: Option<String>,
    /// Seconds that the access token is to live; absent: as the account has it.
    pub lifetime: Option<i64>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Whoever showed the token.
    Holder,
    /// An operator.
    Operator,
}

/// What is made before the job.
#[derive(Clone, Debug)]
pub struct Made {
    /// The number of the client.
    pub client: ClientId,
    /// Its secret.
    pub secret: NewSecret,
    /// The access token.
    pub token: Minted,
    /// Who, when, from where: one for each of the three events.
    pub stamps: [Stamp; 3],
}

/// What takes the place of an API token.
#[derive(Clone, Debug)]
pub struct Replacement {
    /// The client.
    pub client: Client,
    /// Whether it was made just now, with a secret: this is the only time to show it.
    pub fresh: bool,
    /// An access token of it.
    pub token: AccessToken,
}

/// 1. The API token counts, for this person. 2. Scopes within its own. 3. The client of this token and person, found or
///    made. 4. An access token of it. 5. The log of the API token says so.
///
/// # Errors
/// [`Refused::Unknown`] without such a token; [`Refused::Invalid`] with every field that cannot be so.
pub fn replace(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    (id, user, by): (ApiTokenId, UserId, By),
    wish: &Wish,
    made: &Made,
    catalogue: &Catalogue,
) -> Result<Replacement, Refused> {
    let [first, second, third] = &made.stamps;
    let api_token = live(tx, tenant, id, user, first)?;
    let words = scopes(&api_token, (wish, by), catalogue)?;
    let (client, fresh) = client(tx, &api_token, (user, by), &words, made, catalogue)?;
    let ceiling = match by {
        By::Holder => Some((words.clone(), api_token.expires_at)),
        By::Operator => None,
    };
    let (maker, asked) = (
        Maker { user, ceiling },
        tokens::Wish { client: client.key.id, scopes: Some(words.to_string()), lifetime: wish.lifetime },
    );
    let token = tokens::create(tx, tenant, &maker, &asked, catalogue, &made.token, second)?;
    let details = json!({ "client": client.identifier, "scopes": token.scopes, "expires_at": token.expires_at });
    audit::record(tx.db, tenant.id.number(), third, Action::Authorize, api_token.source(), details)?;
    Ok(Replacement { client, fresh, token })
}

fn live(tx: &mut Tx<'_>, tenant: &Tenant, id: ApiTokenId, user: UserId, stamp: &Stamp) -> Result<ApiToken, Refused> {
    let found = token::store::by_id(tx.db, tenant.id, id)?.ok_or(Refused::Unknown("API token"))?;
    if !tenant.api_token_access || !found.works(stamp.at) {
        return Err(Problem::invalid("base", "the API token does not work: there is nothing to replace").into());
    }
    if found.assigned_user.is_some_and(|only| only != user) {
        return Err(Problem::invalid("user", "the API token works for another user only").into());
    }
    Ok(found)
}

/// The scopes that the client gets: named, or those of the API token. All that a person may is not among them, unless
/// somebody says so.
fn scopes(api_token: &ApiToken, (wish, by): (&Wish, By), catalogue: &Catalogue) -> Result<Scope, Problem> {
    let own = api_token.scopes.as_ref();
    let most = if by == By::Holder { api_token.ceiling().of_access_token(catalogue) } else { own.cloned() };
    let asked = match wish.scopes.as_deref().filter(|words| !words.trim().is_empty()) {
        Some(words) => words.parse().map_err(|_| Problem::invalid("scopes", "send words with a space between them"))?,
        None => own.and(most.clone()).ok_or_else(|| {
            let says = "name what the script needs, as \"tickets:read\": the API token itself is not held to any scope";
            Problem::new("scopes", Flaw::Blank, says)
        })?,
    };
    if own.is_some_and(|own| !catalogue.contains(own, &asked)) {
        let own = own.map(Scope::to_string).unwrap_or_default();
        return Err(Problem::invalid("scopes", format!("the API token may {own}: nothing made of it may more")));
    }
    if asked.is_empty() || most.is_some_and(|most| !catalogue.contains(&most, &asked)) {
        let says = "the API token is held to a user or to addresses, and what is made of it is not: name what \
                    the script needs without credentials:write or impersonate";
        return Err(Problem::invalid("scopes", says));
    }
    Ok(asked)
}

fn client(
    tx: &mut Tx<'_>,
    api_token: &ApiToken,
    (user, by): (UserId, By),
    words: &Scope,
    made: &Made,
    catalogue: &Catalogue,
) -> Result<(Client, bool), Refused> {
    let identifier = identifier(api_token.id, user);
    // Of two who ask at the same moment the second finds what the first has made.
    users::store::claim(tx.db, api_token.tenant, user)?;
    if let Some(known) = clients::store::by_identifier(tx.db, api_token.tenant, &identifier)? {
        return Ok((known, false));
    }
    let bounded = api_token.expires_at.is_some() || !api_token.allowed_ips.is_empty();
    let kind = if bounded && by == By::Holder { Kind::Public } else { Kind::Confidential };
    let change = Change {
        name: Some(api_token.source().label.chars().take(100).collect()),
        description: Some(format!("Replaces the API token {}…", api_token.hint)),
        kind: Some(kind),
        owner: Some(Some(user)),
        service_account: Some((kind == Kind::Confidential).then_some(user)),
        allowed_scopes: Some(words.to_string()),
        ..Change::default()
    };
    let (key, new) = (ClientKey { tenant: api_token.tenant, id: made.client }, NewClient { identifier, change });
    let client = clients::create(tx, key, &new, &made.secret, catalogue, &made.stamps[0])?;
    Ok((client, kind == Kind::Confidential))
}

/// What the client of `token` for `user` is called.
pub fn identifier(token: ApiTokenId, user: UserId) -> String {
    format!("api-token-{token}-{user}")
}
