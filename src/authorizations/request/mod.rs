//! The authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8252 §7.3).
//!
//! oxide-auth's `Authorization` machine carries the order. What is wrong before client and redirect URI
//! are proven is shown to the person; what is wrong after that goes back to the client (§4.1.2.1).

mod machine;

use std::sync::Arc;

use crate::clients::Client;
use crate::protocol::identifier;
use crate::protocol::parameters::Parameters;
use crate::protocol::reason::Reason;
use crate::protocol::scope::{Catalogue, Scope};
use crate::tenants::Tenant;
use crate::users::{Role, User};

/// The parameters as they were sent.
#[derive(Clone, Debug, Default)]
pub struct Query {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    /// The first parameter that is unreadable, to be told to the client once it is known.
    flaw: Option<Reason>,
}

/// The names of the parameters, in the order in which the consent page carries them.
const NAMES: [&str; 7] =
    ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"];

impl Query {
    /// Reads the parameters. An unreadable `client_id` or `redirect_uri` leaves nowhere to go but the page, and so do
    /// too many where the client is not among the first.
    pub fn read(parameters: &Parameters) -> Result<Self, Reason> {
        let mut query = Self {
            client_id: parameters.get("client_id")?.map(ToOwned::to_owned),
            redirect_uri: parameters.get("redirect_uri")?.map(ToOwned::to_owned),
            flaw: parameters.too_many().then_some(Reason::TooManyParameters),
            ..Self::default()
        };
        if let (None, Some(flaw)) = (&query.client_id, &query.flaw) {
            return Err(flaw.clone());
        }
        for name in NAMES {
            match parameters.get(name) {
                Ok(value) => query.set(name, value.map(ToOwned::to_owned)),
                Err(reason) => query.flaw = query.flaw.or(Some(reason)),
            }
        }
        Ok(query)
    }

    /// Whether a parameter is unreadable: then [`pairs`](Self::pairs) are not the whole request.
    pub fn is_flawed(&self) -> bool {
        self.flaw.is_some()
    }

    fn set(&mut self, name: &str, value: Option<String>) {
        match name {
            "response_type" => self.response_type = value,
            "scope" => self.scope = value,
            "state" => self.state = value,
            "code_challenge" => self.code_challenge = value,
            "code_challenge_method" => self.code_challenge_method = value,
            _ => {}
        }
    }

    /// The parameters that are there, by name: for hidden fields and for the way back after sign-in.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let values = [
            &self.response_type,
            &self.client_id,
            &self.redirect_uri,
            &self.scope,
            &self.state,
            &self.code_challenge,
            &self.code_challenge_method,
        ];
        NAMES.into_iter().zip(values).filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// The same request with everything said that it had left open, so that what a person decides is what they saw.
    #[must_use]
    pub fn settled(&self, request: &Request, scopes: &Scope) -> Self {
        let (redirect_uri, scope) = (Some(request.redirect_uri.clone()), Some(scopes.to_string()));
        Self { redirect_uri, scope, ..self.clone() }
    }

    /// `client_id` as it was sent, empty if it was not.
    pub fn sent_client_id(&self) -> &str {
        self.client_id.as_deref().unwrap_or_default()
    }

    /// The identifier to look the client up by; a number is answered with what is meant instead.
    pub fn client_id(&self) -> Result<&str, Reason> {
        let sent = self.client_id.as_deref().ok_or(Reason::ParameterMissing("client_id"))?;
        if identifier::is_client_identifier(sent) { Ok(sent) } else { Err(Reason::ClientUnknown) }
    }
}

/// Why a request was refused, and who has to be told.
#[derive(Debug)]
pub enum Refused {
    /// The person: client or redirect URI is not proven.
    Page(Reason),
    /// The client, at its proven redirect URI.
    Client(Box<ToClient>),
}

/// A refusal on its way back to the client.
#[derive(Clone, Debug)]
pub struct ToClient {
    /// The client.
    pub client: Arc<Client>,
    /// The proven redirect URI.
    pub redirect_uri: String,
    /// The client's `state`.
    pub state: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// A request whose client and redirect URI are proven and whose parameters are in order.
#[derive(Clone, Debug)]
pub struct Request {
    /// The client.
    pub client: Arc<Client>,
    /// The proven redirect URI, as it was sent or as the only one registered.
    pub redirect_uri: String,
    /// The redirect URI as it is registered: on loopback, the port may be another.
    pub registered_uri: String,
    /// The client's `state`.
    pub state: Option<String>,
    /// The S256 challenge.
    pub challenge: Option<String>,
    scope: Option<String>,
}

impl Request {
    /// Checks everything that can be known before the person is.
    pub fn accept(
        query: &Query,
        client: Option<Arc<Client>>,
        tenant: &Tenant,
        catalogue: &Catalogue,
    ) -> Result<Self, Refused> {
        let client =
            client.filter(|client| client.deleted_at.is_none()).ok_or_else(|| Refused::Page(unknown(query)))?;
        let (redirect_uri, registered_uri) = machine::prove(query, &client).map_err(Refused::Page)?;
        let to_client = |reason| {
            Refused::Client(Box::new(ToClient {
                client: Arc::clone(&client),
                redirect_uri: redirect_uri.to_owned(),
                state: query.state.clone(),
                reason,
            }))
        };
        let challenge = machine::check(query, &client, tenant, redirect_uri).map_err(to_client)?;
        let request = Self {
            client: Arc::clone(&client),
            redirect_uri: redirect_uri.to_owned(),
            registered_uri: registered_uri.to_owned(),
            state: query.state.clone(),
            challenge,
            scope: query.scope.clone(),
        };
        request.scopes(catalogue, Role::Admin).map_err(to_client)?;
        Ok(request)
    }

    /// What `user` would grant: what was asked, or else the client's own scopes, within the person's role.
    pub fn scopes_for(&self, user: &User, catalogue: &Catalogue) -> Result<Scope, Refused> {
        self.scopes(catalogue, user.role).map_err(|reason| self.refuse(reason))
    }

    /// A refusal of this request that goes back to the client.
    pub fn refuse(&self, reason: Reason) -> Refused {
        Refused::Client(Box::new(ToClient {
            client: Arc::clone(&self.client),
            redirect_uri: self.redirect_uri.clone(),
            state: self.state.clone(),
            reason,
        }))
    }

    fn scopes(&self, catalogue: &Catalogue, role: Role) -> Result<Scope, Reason> {
        catalogue.request(self.scope.as_deref(), self.client.allowed_scopes.as_ref(), role)
    }
}

fn unknown(query: &Query) -> Reason {
    match query.client_id.as_deref() {
        Some(sent) if sent.bytes().all(|byte| byte.is_ascii_digit()) => Reason::ClientIdentifierIsNumber,
        _ => Reason::ClientUnknown,
    }
}
