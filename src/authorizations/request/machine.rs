//! oxide-auth's `Authorization` machine, in two halves: up to the proof of client and redirect URI, and on
//! from there.

use std::borrow::Cow;

use oxide_auth::code_grant::authorization::{Authorization, Input, Output, Request};
use oxide_auth::primitives::grant::Extensions;
use oxide_auth::primitives::registrar::{BoundClient, PreGrant, RegisteredUrl};
use oxide_auth::primitives::scope::Scope;

use super::Query;
use crate::clients::{Client, Kind};
use crate::protocol::reason::Reason;
use crate::protocol::{pkce, redirect_uri};
use crate::tenants::Tenant;

impl Request for Query {
    fn valid(&self) -> bool {
        true
    }
    fn client_id(&self) -> Option<Cow<'_, str>> {
        self.client_id.as_deref().map(Cow::from)
    }
    /// Ours to read: the machine keeps no order and knows no catalogue.
    fn scope(&self) -> Option<Cow<'_, str>> {
        None
    }
    fn redirect_uri(&self) -> Option<Cow<'_, str>> {
        self.redirect_uri.as_deref().map(Cow::from)
    }
    fn state(&self) -> Option<Cow<'_, str>> {
        self.state.as_deref().map(Cow::from)
    }
    fn response_type(&self) -> Option<Cow<'_, str>> {
        self.response_type.as_deref().map(Cow::from)
    }
    fn extension(&self, _: &str) -> Option<Cow<'_, str>> {
        None
    }
}

/// The redirect URI, proven to be the client's: as it was sent, compared as a string, or the only one there is; and
/// the one that it was compared with.
pub(super) fn prove<'a>(query: &'a Query, client: &'a Client) -> Result<(&'a str, &'a str), Reason> {
    let uris = &client.redirect_uris;
    let Some(sent) = &query.redirect_uri else {
        let [only] = uris.as_slice() else { return Err(Reason::RedirectUriMissing) };
        return Ok((only, only));
    };
    let public = client.kind == Kind::Public;
    let same = uris.iter().find(|uri| *uri == sent);
    let registered = same.or_else(|| uris.iter().find(|uri| redirect_uri::matches(uri, sent, public)));
    registered.map(|uri| (sent.as_str(), uri.as_str())).ok_or(Reason::RedirectUriUnregistered)
}

/// Everything else, in the machine's order: response type, PKCE, what the tenant demands. The challenge, if any.
pub(super) fn check(query: &Query, client: &Client, tenant: &Tenant, proven: &str) -> Result<Option<String>, Reason> {
    if let Some(flaw) = &query.flaw {
        return Err(flaw.clone());
    }
    let mut challenge = None;
    let mut machine = Authorization::new(query);
    let mut input = Input::None;
    loop {
        input = match machine.advance(input) {
            Output::Bind { client_id, .. } => Input::Bound { request: query, bound_client: bound(client_id, proven)? },
            Output::Extend => {
                challenge = pkce::challenge(query.code_challenge.as_deref(), query.code_challenge_method.as_deref())?;
                if challenge.is_none() && (client.kind == Kind::Public || tenant.settings.pkce_required) {
                    return Err(Reason::ChallengeMissing);
                }
                Input::Extended(Extensions::new())
            }
            Output::Negotiate { bound_client, .. } => Input::Negotiated {
                pre_grant: PreGrant {
                    client_id: bound_client.client_id.to_string(),
                    redirect_uri: bound_client.redirect_uri.clone().into_owned(),
                    scope: unread_scope()?,
                },
                state: query.state.clone(),
            },
            Output::Ok { .. } => return check_client(client).map(|()| challenge),
            Output::Err(_) if query.response_type.is_none() => return Err(Reason::ResponseTypeMissing),
            Output::Err(_) => return Err(Reason::ResponseTypeUnsupported),
        };
    }
}

fn check_client(client: &Client) -> Result<(), Reason> {
    match client {
        Client { blocked_at: Some(_), .. } => Err(Reason::ClientBlocked),
        Client { active: false, .. } => Err(Reason::ClientInactive),
        _ => Ok(()),
    }
}

fn bound(client_id: String, proven: &str) -> Result<BoundClient<'static>, Reason> {
    let uri = proven.parse().map_err(|_| Reason::Defect)?;
    Ok(BoundClient { client_id: Cow::Owned(client_id), redirect_uri: Cow::Owned(RegisteredUrl::Exact(uri)) })
}

fn unread_scope() -> Result<Scope, Reason> {
    "unread".parse().map_err(|_| Reason::Defect)
}
