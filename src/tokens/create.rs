//! A token without a flow: whoever may change credentials makes one for themselves, with a client of the account.
//!
//! It acts as its maker, stands for itself (no refresh token), and has at most its maker's scopes and expiry: a program
//! that was given little cannot make itself more.

use serde_json::json;

use crate::audit::{Action, Stamp};
use crate::clients::{self, Client, ClientId};
use crate::clock::Moment;
use crate::protocol::lifetimes::Asked;
use crate::protocol::scope::{Catalogue, Scope};
use crate::refused::{Problem, Problems, Refused};
use crate::storage::{Id, Tx};
use crate::tenants::Tenant;
use crate::tokens::{AccessToken, Minted, Subject, access};
use crate::users::{self, User, UserId};

/// Who makes a token.
#[derive(Clone, Debug)]
pub struct Maker {
    /// The user that it will act as.
    pub user: UserId,
    /// The scopes and the expiry that it cannot exceed; a person's own session has neither.
    pub ceiling: Option<(Scope, Option<Moment>)>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The client that it will be a token of: one of the tenant's own.
    pub client: ClientId,
    /// The scopes, as words; absent: what the client gets unasked, as far as the maker's go.
    pub scopes: Option<String>,
    /// Seconds; absent: what the client gets unasked, as far as the maker's own time goes.
    pub lifetime: Option<i64>,
}

/// 1. The account lets applications in, client and user are live. 2. The scope lies within the client's, the role's
///    and the maker's. 3. So does the time. 4. Keep it, and tell the log.
///
/// # Errors
/// [`Refused::Invalid`] with every field that cannot be so.
pub fn create(
    tx: &mut Tx<'_>,
    tenant: &Tenant,
    maker: &Maker,
    wish: &Wish,
    catalogue: &Catalogue,
    minted: &Minted,
    stamp: &Stamp,
) -> Result<AccessToken, Refused> {
    let (client, user) = live(tx, tenant, maker, wish)?;
    let mut problems = Problems::default();
    let scopes = problems.take(scopes(maker, wish, &client, &user, catalogue));
    let expires_at = problems.take(expiry(maker, wish, &client, tenant, stamp.at));
    problems.none()?;
    let token = AccessToken {
        tenant: tenant.id,
        id: Id::new(minted.id),
        digest: minted.digest,
        hint: minted.secret.hint(),
        family: None,
        client: client.key,
        user: user.id,
        scopes,
        created_at: stamp.at,
        expires_at,
        revoked_at: None,
        used_at: None,
    };
    access::store::insert(tx.db, &token)?;
    let subject = Subject { number: minted.id, client: &client, user: Some(&user), scopes: &token.scopes };
    let more = json!({ "token": token.hint, "expires_at": expires_at });
    subject.record(tx.db, tenant.id, stamp, Action::Create, &more)?;
    Ok(token)
}

fn live(tx: &mut Tx<'_>, tenant: &Tenant, maker: &Maker, wish: &Wish) -> Result<(Client, User), Refused> {
    if !tenant.oauth_access {
        let says = "the account does not let applications in: change its setting oauth_access first";
        return Err(Problem::invalid("base", says).into());
    }
    let client = match clients::show_numbered(tx.db, tenant.id, wish.client) {
        Err(Refused::Unknown(_)) => return Err(Problem::invalid("client_id", "there is no such client").into()),
        found => found?,
    };
    if !client.is_live() {
        return Err(Problem::invalid("client_id", "the client is not active").into());
    }
    let user = users::store::by_id(tx.db, tenant.id, maker.user)?.filter(User::may_act);
    let user = user.ok_or_else(|| Problem::invalid("base", "your e-mail address is not verified yet"))?;
    Ok((client, user))
}

fn scopes(maker: &Maker, wish: &Wish, client: &Client, user: &User, catalogue: &Catalogue) -> Result<Scope, Problem> {
    let asked = catalogue.request(wish.scopes.as_deref(), client.allowed_scopes.as_ref(), user.role);
    let asked = asked.map_err(|reason| Problem::invalid("scopes", reason.to_string()))?;
    let Some((ceiling, _)) = &maker.ceiling else { return Ok(asked) };
    if catalogue.contains(ceiling, &asked) {
        return Ok(asked);
    }
    let cut = catalogue.meet(&asked, ceiling);
    if wish.scopes.is_none() && !cut.is_empty() {
        return Ok(cut);
    }
    Err(Problem::invalid("scopes", format!("your own token may {ceiling}: it can make none that may more")))
}

/// The end; nothing if there is none.
fn expiry(
    maker: &Maker,
    wish: &Wish,
    client: &Client,
    tenant: &Tenant,
    now: Moment,
) -> Result<Option<Moment>, Problem> {
    let (access, refresh) =
        (client.access_token_lifetimes(&tenant.settings), client.refresh_token_lifetimes(&tenant.settings));
    let asked = Asked { access: wish.lifetime, refresh: None };
    let given = asked.within(access, refresh).map_err(|reason| Problem::invalid("expires_in", reason.to_string()))?;
    let end = given.access.map(|seconds| now.plus(seconds));
    let Some((_, Some(most))) = maker.ceiling else { return Ok(end) };
    if wish.lifetime.is_some() && end.is_none_or(|end| end > most) {
        let left = most.seconds_since(now);
        return Err(Problem::invalid("expires_in", format!("your own token ends in {left} seconds: ask for no more")));
    }
    Ok(Some(end.map_or(most, |end| end.min(most))))
}
