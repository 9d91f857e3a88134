//! A vendor who signs people in at a tenant.

use grantor::jwt::{Algorithm, Key};
use grantor::storage::Id;
use grantor::tenants::Tenant;
use grantor::users::sso::keys::{self, NewKey};
use grantor::users::sso::{Kept, purpose};
use serde_json::{Value, json};

use super::Server;
use super::answer::Answer;
use super::browser::Browser;

#[allow(dead_code, reason = "unit tests need more of it")]
#[path = "../../../src/jwt/fixture.rs"]
mod fixture;
pub(crate) use fixture::Signer;

/// Where the vendor's own sign-in is.
pub const SSO_URL: &str = "https://zenith.example/login?product=desk";

/// The secret of a vendor.
pub const SECRET: &[u8] = b"a secret that has at least thirty-two bytes";

/// A vendor, by the key `first`.
pub struct Vendor<'a> {
    pub server: &'a Server,
    pub tenant: Tenant,
    pub(crate) signer: Signer,
}

impl Server {
    /// A tenant whose vendor signs people in, with these settings besides.
    pub async fn vendor(&self, subdomain: &str, mut settings: Value) -> Vendor<'_> {
        settings["sso_url"] = json!(SSO_URL);
        let tenant = self.tenant_with(subdomain, settings).await;
        let vendor = Vendor { server: self, tenant, signer: Signer::hs256(SECRET) };
        vendor.add_key("first", &vendor.signer).await;
        vendor
    }
}

impl Vendor<'_> {
    pub(crate) async fn add_key(&self, kid: &str, signer: &Signer) {
        let (grantor, tenant) = (&self.server.grantor, self.tenant.id);
        let kept = match signer {
            Signer::Hs256(secret) => {
                grantor.seal.make(&grantor.storage).await.unwrap();
                Kept::Sealed(grantor.seal.seal(&purpose(tenant, kid), secret).unwrap())
            }
            _ => Kept::Public(signer.public_bytes()),
        };
        let (algorithm, kid) = (signer.algorithm(), kid.to_owned());
        let new = NewKey { id: Id::new(self.server.id().await), kid, algorithm, kept, overlap: None };
        let stamp = self.server.stamp().await;
        grantor.storage.write(move |tx| keys::add(tx, tenant, &new, &stamp)).await.unwrap();
    }

    pub fn issuer(&self) -> String {
        format!("http://{}.localhost:8080", self.tenant.subdomain)
    }

    /// What the vendor says of Ada now, once, with `changed` members; `null` takes one away.
    pub async fn claims(&self, changed: &Value) -> Value {
        let mut claims = json!({
            "aud": self.issuer(), "iat": self.server.grantor.now().seconds(), "jti": self.server.id().await.to_string(),
            "email": "ada@acme.com", "name": "Ada Byron", "external_id": "u-1", "role": "agent",
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    /// That, signed.
    pub async fn assertion(&self, changed: &Value) -> String {
        self.signer.token(&self.claims(changed).await)
    }

    /// The browser posts an assertion from the vendor's page: another site, so it sends no cookie.
    pub async fn sends(&self, browser: &Browser<'_>, token: &str, return_to: &str) -> Answer {
        let fields = [("jwt", token), ("return_to", return_to)];
        browser.post_from("https://zenith.example", "/access/jwt", &fields).await
    }
}
