//! What the steps of one request cost by themselves: `cargo bench --bench micro`, with a part of a name for some of them.
//!
//! The load bench says what a request costs; this one says which step it was that has grown.

use divan::{Bencher, black_box};
use grantor::clock::Moment;
use grantor::config::Config;
use grantor::protocol::credentials::client_proof;
use grantor::protocol::parameters::Parameters;
use grantor::protocol::redirect_uri;
use grantor::protocol::role::Role;
use grantor::protocol::scope::{Catalogue, Scope, ScopeEntry};
use grantor::secret::{Digest, Kind, Secret, well_formed};
use grantor::storage::blank::Blank;
use grantor::storage::{Failure, Loaded};

fn main() {
    divan::main();
}

const FORM: &str = "grant_type=authorization_code&code=grc_c2Vjb25kIG9mIHR3byBoYWx2ZXMgb2YgYSBzZWNyZXQ&\
                    redirect_uri=https%3A%2F%2Fapp.example%2Fcallback&client_id=acme_reports&\
                    code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

const JSON: &str = r#"{"grant_type":"refresh_token","refresh_token":"grr_c2Vjb25kIG9mIHR3byBoYWx2ZXMgb2YgYSBzZWNyZXQ",
    "client_id":"acme_reports","client_secret":"grs_c2Vjb25kIG9mIHR3byBoYWx2ZXMgb2YgYSBzZWNyZXQ","expires_in":3600}"#;

#[divan::bench]
fn parameters_of_a_form() -> Option<Parameters> {
    Parameters::from_form(black_box(FORM.as_bytes())).ok()
}

#[divan::bench]
fn parameters_of_json() -> Option<Parameters> {
    Parameters::from_json(black_box(JSON.as_bytes())).ok()
}

#[divan::bench]
fn credentials_by_basic(bencher: Bencher<'_, '_>) {
    let (header, body) = ("Basic YWNtZV9yZXBvcnRzOmdyc19jMlZqYjI1a0lHOW1JSFIzYnlCb1lXeDI", Parameters::default());
    bencher.bench(|| client_proof(black_box(Some(header)), &body));
}

fn catalogue() -> Option<Catalogue> {
    let names = ["tickets", "users", "organizations", "macros", "triggers", "help_center"];
    Catalogue::new(names.map(|name| ScopeEntry { name: name.into(), ..ScopeEntry::default() }).into()).ok()
}

fn scope() -> Option<Scope> {
    "tickets:read tickets:write users:read organizations:read".parse().ok()
}

#[divan::bench]
fn scope_of_a_request(bencher: Bencher<'_, '_>) {
    let (catalogue, allowed) = (catalogue(), scope());
    let asked = black_box("tickets:read users:read");
    bencher.bench(|| catalogue.as_ref().map(|catalogue| catalogue.request(Some(asked), allowed.as_ref(), Role::Agent)));
}

#[divan::bench]
fn scope_cut_to_a_role(bencher: Bencher<'_, '_>) {
    let (catalogue, scope) = (catalogue(), scope());
    bencher.bench(|| Some(catalogue.as_ref()?.cut_to_role(black_box(scope.as_ref()?), Role::Agent)));
}

#[divan::bench]
fn redirect_uri_to_the_last_character() -> bool {
    redirect_uri::matches(black_box("https://app.example/callback"), black_box("https://app.example/callback"), false)
}

#[divan::bench]
fn redirect_uri_on_any_port_of_loopback() -> bool {
    redirect_uri::matches(black_box("http://127.0.0.1/callback"), black_box("http://127.0.0.1:51004/callback"), true)
}

#[divan::bench]
fn digest_of_a_secret(bencher: Bencher<'_, '_>) {
    let secret = Secret::mint("gr", Kind::AccessToken, Moment::default(), &[7; 32]);
    bencher.bench(|| Digest::of(Kind::AccessToken, black_box(1), secret.reveal()));
}

#[divan::bench]
fn checksum_of_a_secret(bencher: Bencher<'_, '_>) {
    let secret = Secret::mint("gr", Kind::AccessToken, Moment::default(), &[7; 32]);
    bencher.bench(|| well_formed("gr", Kind::AccessToken, black_box(secret.reveal())));
}

#[divan::bench]
fn subdomain_of_a_host(bencher: Bencher<'_, '_>) {
    let config = Config::default();
    bencher.bench(|| config.public_url.subdomain(black_box("acme.localhost:8080")));
}

/// One of a hundred thousand that are remembered.
#[divan::bench]
fn lookup_in_memory(bencher: Bencher<'_, '_>) {
    const MANY: i64 = 100_000;
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let (Ok(blank), Ok(runtime)) = (Blank::open(), runtime) else { return };
    let load = |_: &mut _, keys: &[(i64, Digest)]| {
        let known = |key: &(i64, Digest)| (*key, Loaded { value: std::sync::Arc::new(key.0), tenant: key.0 });
        Ok::<_, Failure>(keys.iter().map(known).collect())
    };
    let lookup = blank.lookup(200_000, load);
    let keys: Vec<_> = (0..MANY).map(|n| (1, Digest::of(Kind::AccessToken, 1, &n.to_string()))).collect();
    for key in &keys {
        drop(runtime.block_on(lookup.get(*key)));
    }
    let mut at = 0;
    bencher.bench_local(|| {
        at = (at + 7_919) % keys.len();
        keys.get(at).map(|key| runtime.block_on(lookup.get(*key)))
    });
}
