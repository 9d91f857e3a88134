//! A vendor's application that signs its people in at Grantor.
//!
//! People live here, and sign in here; Grantor only hears who they are. It sends whoever has to sign in to `/login`
//! with `return_to`, an address of the account that they want to use; this application lets them sign in, signs an
//! assertion (a JWT, HS256, three minutes, once), and has their browser post it to the account's `/access/jwt`.
//!
//! It does not run against the demo, but against a server of your own on the same port:
//!
//! ```sh
//! alias grantor='cargo run --release --quiet --'
//! grantor serve &
//! grantor tenant create acme --name Acme --oauth-access on     # unless it is there already
//! grantor tenant sso acme set-url http://localhost:3000/login
//! export SECRET=$(grantor tenant sso acme add-key --kid vendor --json | jq -r .secret) KID=vendor
//! cargo run --example vendor_sign_in        # then open http://acme.localhost:8080
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::web::{Data, Form, Query, ServiceConfig, get, post};
use actix_web::{App, HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use serde_json::{Value, json};

/// What the vendor knows of the account.
#[derive(Clone)]
pub struct Vendor {
    /// The account's issuer, which is its address too: `http://acme.localhost:8080`.
    pub issuer: String,
    /// The secret that `grantor tenant sso acme add-key` has shown.
    pub secret: String,
    /// By what name it did, so that the next one may come beside it: of several keys, an assertion says which has signed.
    pub kid: String,
    /// What time it is, in seconds since 1970.
    pub now: fn() -> u64,
}

/// Somebody who works at Acme: what the vendor calls them, address, name, role.
type Person = (&'static str, &'static str, &'static str, &'static str);

/// Whoever the vendor knows. A real one has a table, and asks for a password.
const PEOPLE: [Person; 2] =
    [("u-1", "ada@acme.com", "Ada Byron", "agent"), ("u-2", "ben@acme.com", "Ben Okri", "end-user")];

/// The vendor's pages.
pub fn routes(vendor: Vendor) -> impl FnOnce(&mut ServiceConfig) {
    let vendor = Data::from(Arc::new(vendor));
    move |table| {
        table.app_data(vendor).route("/login", get().to(login)).route("/login", post().to(signed_in));
    }
}

/// The vendor's own sign-in page.
async fn login(query: Query<HashMap<String, String>>) -> HttpResponse {
    let return_to = escaped(query.get("return_to").map_or("", String::as_str));
    let buttons =
        PEOPLE.map(|(id, _, name, _)| format!(r#"<p><button name="person" value="{id}">{name}</button></p>"#));
    page(&format!(
        r#"<h1>Sign in to Zenith</h1>
<form method="post" action="/login"><input type="hidden" name="return_to" value="{return_to}">{}</form>"#,
        buttons.concat()
    ))
}

/// Somebody has signed in: their browser takes an assertion to where they came from.
async fn signed_in(vendor: Data<Vendor>, form: Form<HashMap<String, String>>) -> HttpResponse {
    let field = |name| form.get(name).map_or("", String::as_str);
    let Some(person) = PEOPLE.iter().find(|(id, ..)| *id == field("person")) else {
        return HttpResponse::Forbidden().body("Nobody by that name works here.");
    };
    // Assertions go to the account and nowhere else, whatever `return_to` says.
    page(&format!(
        r#"<h1>Back to Acme</h1>
<form method="post" action="{}/access/jwt">
<input type="hidden" name="jwt" value="{}"><input type="hidden" name="return_to" value="{}"><button>Continue</button>
</form><script>document.forms[0].submit()</script>"#,
        vendor.issuer,
        vendor.assertion(person),
        escaped(field("return_to")),
    ))
}

impl Vendor {
    /// Who somebody is, for this account only, for three minutes, once.
    fn assertion(&self, (external_id, email, name, role): &Person) -> String {
        let claims = json!({
            "aud": self.issuer,
            "iat": (self.now)(),
            "jti": unique(),
            "external_id": external_id,
            "email": email,
            "name": name,
            "role": role,
        });
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(json!({ "alg": "HS256", "typ": "JWT", "kid": self.kid })), part(claims));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, self.secret.as_bytes()), signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
}

/// A `jti` that no other assertion has.
#[expect(clippy::disallowed_methods, clippy::expect_used, reason = "an application of its own, not Grantor")]
fn unique() -> String {
    let mut bytes = [0; 16];
    SystemRandom::new().fill(&mut bytes).expect("the system has randomness");
    URL_SAFE_NO_PAD.encode(bytes)
}

fn page(body: &str) -> HttpResponse {
    let html = format!("<!doctype html><html lang=\"en\"><title>Zenith</title><body>{body}</body></html>");
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("cache-control", "no-store")).body(html)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[actix_web::main]
#[expect(clippy::disallowed_methods, reason = "an application of its own, not Grantor")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let issuer = std::env::var("ISSUER").unwrap_or_else(|_| "http://acme.localhost:8080".into());
    let secret = std::env::var("SECRET").map_err(|_| "set SECRET to what `grantor tenant sso acme add-key` shows")?;
    let kid = std::env::var("KID").map_err(|_| "set KID to the name of that key: `--kid`, or `kid` in the answer")?;
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let vendor = Vendor { issuer, secret, kid, now };
    let pages = move || App::new().configure(routes(vendor.clone()));
    Ok(HttpServer::new(pages).workers(1).bind(("127.0.0.1", 3000))?.run().await?)
}
