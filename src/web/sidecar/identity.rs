//! Who the request comes from, in the headers that the proxy hands on to the API (contract §3).
//!
//! All of them every time, empty where they do not apply: a header that is left out would let the client's own copy of
//! it through in a proxy that only overwrites. Values are ASCII: everything else, and the percent sign, is
//! percent-encoded.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderName};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::protocol::scope::Scope;
use crate::tenants::Tenant;
use crate::users::{Role, UserId};

const ENCODED: &AsciiSet = &CONTROLS.add(b'%');

/// Who a request comes from.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The user's number.
    pub user: UserId,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// Their e-mail address.
    pub email: String,
    /// What they are to the tenant.
    pub role: Role,
    /// The e-mail address of the end user for whom an admin asks.
    pub on_behalf_of: Option<String>,
    /// The identifier of the client that holds the access token.
    pub client: Option<String>,
    /// What the request may do, as far as it concerns the API.
    pub scopes: Scope,
    /// `oauth` or `api_token`.
    pub credential: &'static str,
}

/// 200 for a request of `tenant`, with every header; nobody, for a preflight.
pub fn answer(tenant: &Tenant, who: Option<&Identity>) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "no-store"));
    for (name, value) in headers(tenant, who) {
        answer.insert_header((HeaderName::from_static(name), utf8_percent_encode(&value, ENCODED).to_string()));
    }
    answer.finish()
}

fn headers(tenant: &Tenant, who: Option<&Identity>) -> [(&'static str, String); 10] {
    let text = |of: fn(&Identity) -> String| who.map(of).unwrap_or_default();
    [
        ("x-grantor-user", text(|who| who.user.to_string())),
        ("x-grantor-user-external-id", text(|who| who.external_id.clone().unwrap_or_default())),
        ("x-grantor-user-email", text(|who| who.email.clone())),
        ("x-grantor-user-role", text(|who| who.role.to_string())),
        ("x-grantor-on-behalf-of", text(|who| who.on_behalf_of.clone().unwrap_or_default())),
        ("x-grantor-client", text(|who| who.client.clone().unwrap_or_default())),
        ("x-grantor-scopes", text(|who| who.scopes.to_string())),
        ("x-grantor-credential", text(|who| who.credential.to_owned())),
        ("x-grantor-tenant", tenant.subdomain.clone()),
        ("x-grantor-tenant-external-id", tenant.external_id.clone().unwrap_or_default()),
    ]
}
