//! Tenants: the Host header says which, and what belongs to one is unknown at every other (contract §1).

use grantor::config::{Config, PublicUrl};

use crate::harness::Server;
use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::flow::{VERIFIER, World};
use crate::harness::people::PASSWORD;
use crate::harness::request::Call;

const METADATA: &str = "/.well-known/oauth-authorization-server";

async fn server() -> Server {
    let server = Server::start().await;
    server.tenant("acme").await;
    server.tenant("globex").await;
    server
}

#[actix_web::test]
async fn case_port_and_one_trailing_dot_do_not_matter() {
    let server = server().await;
    for host in [
        "acme.localhost:8080",
        "acme.localhost",
        "ACME.localhost:8080",
        "Acme.LocalHost:8080",
        "acme.localhost.",
        "acme.localhost.:8080",
        "acme.localhost:1",
        "acme.localhost:443",
    ] {
        let document = server.get("globex", METADATA).host(host).expect(200).await.json();
        assert_eq!(document["issuer"], "http://acme.localhost:8080", "{host}");
    }
}

#[actix_web::test]
async fn any_other_host_is_no_account_and_reveals_nothing() {
    let server = server().await;
    let nobody = server.get("acme", METADATA).host("nobody.localhost:8080").expect(404).await;
    for host in [
        "localhost:8080",
        "localhost",
        ".localhost",
        "a.acme.localhost:8080",
        "acme.globex.localhost",
        "acme.localhost.evil.example",
        "acme.evil.example",
        "evilacme.localhost",
        "acmelocalhost",
        "acme.localhost..",
        "acme..localhost",
        "-acme.localhost",
        "acme-.localhost",
        "acme_.localhost",
        "acme%2elocalhost",
        "xn--acm-epa.localhost",
        "127.0.0.1:8080",
        "[::1]:8080",
        "*",
        "0",
        "",
    ] {
        let answer = server.get("acme", METADATA).host(host).send().await;
        assert_eq!(answer.status, 404, "{host}");
        let without = |answer: &Answer| answer.without_reference();
        assert_eq!(without(&answer), without(&nobody), "{host}");
    }
}

#[actix_web::test]
async fn a_host_that_is_missing_repeated_or_malformed_is_a_bad_request() {
    let server = server().await;
    for path in [METADATA, "/access/login", "/"] {
        server.get("acme", path).hostless().expect(400).await;
        server.get("acme", path).header("host", "acme.localhost:8080").expect(400).await;
        server.get("acme", path).header("host", "globex.localhost:8080").expect(400).await;
        // RFC 9112 §3.2: so is one with an invalid value.
        for malformed in [
            "acmé.localhost",
            "acme.localhost@evil.example",
            "evil.example@acme.localhost",
            "acme.localhost:80:80",
            "acme.localhost:80x",
            "acme.localhost/",
            "acme.localhost#",
            "acme.localhost, acme.localhost",
        ] {
            server.get("acme", path).host(malformed).expect(400).await;
        }
        // RFC 9112 §3.2.2: a proxy may have gone by the target.
        server.get("acme", &format!("http://globex.localhost:8080{path}")).expect(400).await;
    }
    let document = server.get("acme", &format!("http://ACME.localhost:8080{METADATA}")).expect(200).await.json();
    assert_eq!(document["issuer"], "http://acme.localhost:8080");
}

#[actix_web::test]
async fn the_answer_is_a_page_for_people_and_json_for_programs() {
    let server = server().await;
    let ask = || server.get("acme", "/access/login").host("nobody.localhost");
    let page = ask().header("accept", "text/html,application/xhtml+xml").expect(404).await;
    assert_eq!(page.heading(), "No account here");
    let json = ask().header("accept", "application/json").expect(404).await;
    assert_eq!(json.error(), "AccountNotFound");
    assert_eq!(ask().expect(404).await.error(), "AccountNotFound");
}

#[actix_web::test]
async fn no_other_header_says_which_tenant_or_scheme_it_is() {
    let server = server().await;
    for (name, value) in [
        ("x-forwarded-host", "globex.localhost:8080"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-port", "443"),
        ("x-forwarded-server", "globex.localhost:8080"),
        ("forwarded", "host=globex.localhost:8080;proto=https"),
        ("x-host", "globex.localhost:8080"),
        ("x-original-host", "globex.localhost:8080"),
        ("x-original-url", "http://globex.localhost:8080/"),
        ("x-rewrite-url", "/access/login"),
        ("x-http-method-override", "POST"),
    ] {
        let document = server.get("acme", METADATA).header(name, value).expect(200).await.json();
        assert_eq!(document["issuer"], "http://acme.localhost:8080", "{name}");
    }
}

#[actix_web::test]
async fn every_link_is_made_of_the_configured_address() {
    let public_url = PublicUrl::parse("https://{tenant}.example.com").unwrap();
    let world = World::on(Server::with(Config { public_url, ..Config::default() }).await, "acme").await;
    let answer = world.allowed(&world.app, "read").await;
    assert_eq!(answer.parameter("iss").as_deref(), Some("https://acme.example.com"));
    for host in ["acme.example.com:8080", "ACME.EXAMPLE.COM."] {
        let page = world.server.get("acme", "/access/login").host(host).expect(200).await;
        assert!(page.words().contains("acme.example.com") && !page.words().contains("8080"), "{}", page.words());
    }
    world.server.get("acme", METADATA).host("acme.localhost:8080").expect(404).await;
}

/// What one tenant has, beside what nobody has; and how to show it to another tenant.
struct Foreign {
    what: &'static str,
    theirs: String,
    nobodys: String,
}

/// The same credential with its last characters changed.
fn invented(secret: &str) -> String {
    let (kept, end) = secret.split_at(secret.len() - 8);
    let turned: String = end.chars().map(|c| if c == 'A' { 'B' } else { 'A' }).collect();
    format!("{kept}{turned}")
}

fn foreign(what: &'static str, theirs: &str) -> Foreign {
    Foreign { what, theirs: theirs.to_owned(), nobodys: invented(theirs) }
}

/// Asserts that `show` makes no difference between what is somebody else's and what is nobody's.
async fn same<'a>(foreign: &Foreign, show: impl Fn(&str) -> Call<'a>) {
    let (theirs, nobodys) = (show(&foreign.theirs).send().await, show(&foreign.nobodys).send().await);
    let told = |answer: &Answer, secret: &str| {
        let mut headers: Vec<String> =
            answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}").replace(secret, "SECRET")).collect();
        headers.retain(|header| !header.starts_with("set-cookie: "));
        headers.sort();
        (answer.status, headers, answer.without_reference().replace(secret, "SECRET"))
    };
    assert_eq!(told(&theirs, &foreign.theirs), told(&nobodys, &foreign.nobodys), "{}", foreign.what);
    assert!(!theirs.text().contains("@example.com"), "{}", foreign.what);
}

#[actix_web::test]
async fn whatever_belongs_to_one_tenant_is_unknown_at_every_other() {
    let acme = World::new().await;
    let globex = World::on(acme.server.clone(), "globex").await;
    let (pair, code) = (acme.tokens(&acme.app).await, acme.code(&acme.app).await);
    let session = acme.browser().await.cookie("grantor").unwrap();
    let link = acme.server.link(&acme.ada).await.rsplit_once('/').unwrap().1.to_owned();
    let (app, api) = (&globex.app, &globex.api);
    let post = |path: &str| globex.server.post("globex", path);
    let get = |path: &str| globex.server.get("globex", path);

    for token in
        [foreign("access token", &pair.access), foreign("refresh token", &pair.refresh), foreign("code", &code)]
    {
        same(&token, |sent| post("/oauth/introspect").basic(&api.identifier, &api.secret).form(&[("token", sent)]))
            .await;
        same(&token, |sent| post("/oauth/introspect").basic("invoice_sync", &app.secret).form(&[("token", sent)]))
            .await;
        same(&token, |sent| post("/oauth/revoke").basic("invoice_sync", &app.secret).form(&[("token", sent)])).await;
        let refresh = |sent: &str| [("grant_type", "refresh_token".to_owned()), ("refresh_token", sent.to_owned())];
        same(&token, |sent| post("/oauth/tokens").basic("invoice_sync", &app.secret).form(&refresh(sent))).await;
        let exchange = |sent: &str| {
            [("grant_type", "authorization_code"), ("code_verifier", VERIFIER), ("redirect_uri", &app.redirect_uri)]
                .map(|(name, value)| (name, value.to_owned()))
                .into_iter()
                .chain([("code", sent.to_owned())])
                .collect::<Vec<_>>()
        };
        same(&token, |sent| post("/oauth/tokens").basic("invoice_sync", &app.secret).form(&exchange(sent))).await;
    }
    for secret in [foreign("client secret", &acme.app.secret), foreign("resource server's secret", &acme.api.secret)] {
        for identifier in ["invoice_sync", "tickets_api"] {
            let form = [("grant_type", "client_credentials"), ("token", "x")];
            for path in ["/oauth/tokens", "/oauth/revoke", "/oauth/introspect"] {
                same(&secret, |sent| post(path).basic(identifier, sent).form(&form)).await;
            }
        }
        same(&secret, |sent| post("/oauth/introspect").bearer(sent).form(&[("token", "x")])).await;
    }
    let session = foreign("session", &session);
    for path in ["/", &Ask::of(app).path(), "/access/logout", "/access/login"] {
        let visit = "grantor-visit=0123456789012345678901234567890123456789";
        same(&session, |sent| get(path).header("cookie", &format!("grantor={sent}; {visit}"))).await;
    }
    let link = foreign("link", &link);
    same(&link, |sent| get(&format!("/access/link/{sent}"))).await;
    same(&link, |sent| post(&format!("/access/link/{sent}")).form(&[("password", "a horse of another colour")])).await;

    assert_eq!(acme.alive(&acme.app, &pair).await, (true, true), "at home everything still works");
    acme.exchange(&acme.app, &code).expect(200).await;
}

#[actix_web::test]
async fn a_form_of_one_tenant_is_worth_nothing_at_another_with_the_same_cookies() {
    let acme = World::new().await;
    let globex = World::on(acme.server.clone(), "globex").await;
    for world in [&acme, &globex] {
        world.server.password(&world.ada).await;
    }
    let form = acme.server.browser("acme").get("/access/login").await;
    let there = globex.server.browser("globex");
    there.get("/access/login").await;
    let answer = there.submit(&form, "/access/login", &[("email", "ada@example.com"), ("password", PASSWORD)]).await;
    assert_eq!((answer.status, there.cookie("grantor")), (422, None));
}

#[actix_web::test]
async fn tenants_lock_nobody_else_out() {
    let acme = World::new().await;
    let globex = World::on(acme.server.clone(), "globex").await;
    globex.server.password(&globex.ada).await;
    for _ in 0..11 {
        let browser = acme.server.browser("acme");
        acme.server.sign_in(&browser, "ada@example.com", "wrong").await;
    }
    let browser = globex.server.browser("globex");
    assert_eq!(globex.server.sign_in(&browser, "ada@example.com", PASSWORD).await.status, 303);
}
