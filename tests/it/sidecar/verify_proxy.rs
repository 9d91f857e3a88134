//! Who may ask, about what: the proxy proves itself and speaks one dialect.

use actix_web::http::Method;
use grantor::audit::{Action, SourceType};
use grantor::config::{Config, Dialect, Sidecar, Surfaces};
use grantor::tenants::TenantId;

use super::scene::{Scene, basic};

#[actix_web::test]
async fn a_proxy_that_does_not_prove_itself_learns_nothing() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let globex = scene.server.tenant("globex").await;
    let foreign = scene.server.resource_server(globex.id, "foreign", None).await;
    let right = basic("ada@example.com/token", &secret);
    for proof in [
        None,
        Some(basic("gateway", "wrong")),
        Some(basic("nobody", &scene.proxy.secret)),
        Some(basic(&foreign.identifier, &foreign.secret)),
        Some(format!("Bearer {}", foreign.secret)),
        Some(right.clone()),
    ] {
        let ask = scene.server.get("acme", "/sidecar/verify").header("authorization", &right);
        let ask = ask.header("x-original-method", "GET").header("x-original-uri", "/");
        let ask = ask.header("x-original-address", "192.0.2.1");
        let ask = match &proof {
            Some(proof) => ask.header("x-grantor-authorization", proof),
            None => ask,
        };
        let answer = ask.expect(403).await;
        assert!(answer.field("description").contains("X-Grantor-Authorization"), "{proof:?}");
        assert_eq!((answer.header("x-grantor-user"), answer.header("www-authenticate")), (None, None));
    }
}

#[actix_web::test]
async fn wrong_secrets_of_proxies_are_in_the_log_of_the_account_that_was_asked() {
    let scene = Scene::new().await;
    let edge = scene.server.resource_server(TenantId::PLATFORM, "edge", None).await;
    let attempt = async |host: &str, proof: &str| {
        let ask = scene.server.get("acme", "/sidecar/verify").host(host).header("x-grantor-authorization", proof);
        ask.header("x-original-method", "GET").header("x-original-uri", "/").expect(403).await
    };
    for times in 1..=3 {
        attempt("acme.localhost:8080", &basic("gateway", "wrong")).await;
        let told = scene.server.refused(scene.tenant.id, SourceType::ResourceServer, "gateway", times).await;
        assert_eq!(told.details["why"]["secret_wrong"], times);
        assert_eq!((told.stamp.origin.actor.kind(), &*told.stamp.origin.address), ("anonymous", "127.0.0.1"));
    }
    for proof in [basic("edge", "wrong"), basic("nobody", &edge.secret), "Bearer wrong".to_owned()] {
        attempt("localhost:8080", &proof).await;
    }
    for (label, why, times) in [("edge", "secret_wrong", 1), ("", "caller_unknown", 2)] {
        let told = scene.server.refused(TenantId::PLATFORM, SourceType::ResourceServer, label, times).await;
        assert_eq!(told.details["why"][why], times);
    }
    assert_eq!(scene.server.told(scene.tenant.id, Action::VerifyFailed).await, 1);
    assert_eq!(scene.server.told(TenantId::PLATFORM, Action::VerifyFailed).await, 2);
}

#[actix_web::test]
async fn the_proof_may_be_the_secret_alone_and_is_not_the_request_s_own_authorization() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let ask = || {
        let ask = scene.server.get("acme", "/sidecar/verify").header("x-original-method", "GET");
        ask.header("x-original-uri", "/").header("x-original-address", "192.0.2.1")
    };
    let authorization = basic("ada@example.com/token", &secret);
    let proof = format!("Bearer {}", scene.proxy.secret);
    ask().header("authorization", &authorization).header("x-grantor-authorization", &proof).expect(200).await;
    ask().header("authorization", &proof).expect(403).await;
}

#[actix_web::test]
async fn the_platform_s_proxy_asks_at_the_base_domain_for_the_account_that_the_request_was_sent_to() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let edge = scene.server.resource_server(TenantId::PLATFORM, "edge", None).await;
    let ask = |host: Option<&str>| {
        let ask = scene.server.get("acme", "/sidecar/verify").host("localhost:8080");
        let ask = ask.header("x-grantor-authorization", &basic(&edge.identifier, &edge.secret));
        let ask = ask.header("x-original-method", "GET").header("x-original-uri", "/");
        let ask = ask.header("x-original-address", "192.0.2.1");
        let ask = ask.header("authorization", &basic("ada@example.com/token", &secret));
        match host {
            Some(host) => ask.header("x-original-host", host),
            None => ask,
        }
    };
    let answer = ask(Some("acme.localhost:8080")).expect(200).await;
    assert_eq!(answer.header("x-grantor-tenant").as_deref(), Some("acme"));
    for host in [None, Some("nobody.localhost:8080"), Some("localhost:8080"), Some("acme.localhost:8080.evil.example")]
    {
        assert_eq!(ask(host).expect(403).await.error(), "AccountNotFound", "{host:?}");
    }
}

#[actix_web::test]
async fn headers_of_other_dialects_and_of_the_client_never_count() {
    let scene = Scene::new().await;
    let secret =
        scene.token(grantor::sidecar::token::Change { scopes: Some("read".into()), ..Default::default() }).await.1;
    let refused = scene
        .ask("POST", "/api/v2/tickets")
        .header("authorization", &basic("ada@example.com/token", &secret))
        .header("x-forwarded-method", "GET")
        .header("x-http-method-override", "GET")
        .header("x-forwarded-uri", "/public")
        .header("x-grantor-asked-method", "GET")
        .header("x-grantor-asked-scope", "read")
        .header("x-grantor-asked-preflight", "yes")
        .header("x-grantor-user", "1")
        .expect(403)
        .await;
    assert_eq!(refused.error(), "Forbidden");
    let spoofed = scene
        .get("ada@example.com", &secret)
        .header("x-grantor-user", "1")
        .header("x-grantor-user-role", "owner")
        .expect(200)
        .await;
    assert_eq!(spoofed.headers.get_all("x-grantor-user").count(), 1);
    assert_eq!(spoofed.header("x-grantor-user-role").as_deref(), Some("admin"));
}

#[actix_web::test]
async fn a_header_that_is_missing_or_repeated_is_named_and_nothing_is_guessed() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let answer = scene.get("ada@example.com", &secret).header("x-original-method", "GET").expect(403).await;
    assert!(answer.field("description").contains("x-original-method"));
    let bare = scene.server.get("acme", "/sidecar/verify");
    let bare = bare.header("x-grantor-authorization", &basic("gateway", &scene.proxy.secret));
    let answer = bare.header("authorization", &basic("ada@example.com/token", &secret)).expect(403).await;
    assert!(answer.field("description").contains("x-original-"), "{}", answer.text());
}

#[actix_web::test]
async fn envoy_asks_with_the_request_s_own_method_and_path() {
    let sidecar = Sidecar { dialect: Dialect::Envoy, ..Sidecar::default() };
    let scene = Scene::with(Config { sidecar, ..Config::default() }).await;
    let secret =
        scene.token(grantor::sidecar::token::Change { scopes: Some("read".into()), ..Default::default() }).await.1;
    for (method, status) in [(Method::GET, 200), (Method::HEAD, 200), (Method::POST, 403), (Method::DELETE, 403)] {
        let ask = scene.server.call(method.clone(), "acme", "/sidecar/verify/api/v2/tickets?page=1");
        let ask = ask.header("x-grantor-authorization", &basic("gateway", &scene.proxy.secret));
        let ask = ask.header("authorization", &basic("ada@example.com/token", &secret));
        ask.header("x-forwarded-for", "192.0.2.1").header("x-original-method", "GET").expect(status).await;
    }
}

#[actix_web::test]
async fn preflights_pass_without_credentials_and_name_nobody() {
    let scene = Scene::new().await;
    let preflight = scene.ask("OPTIONS", "/api/v2/tickets").header("access-control-request-method", "PUT");
    let answer = preflight.expect(200).await;
    assert_eq!(
        (answer.header("x-grantor-user"), answer.header("x-grantor-credential")),
        (Some(String::new()), Some(String::new()))
    );
    assert_eq!(answer.header("x-grantor-tenant").as_deref(), Some("acme"));
    scene.ask("OPTIONS", "/api/v2/tickets").expect(401).await;
    scene.ask("GET", "/api/v2/tickets").header("access-control-request-method", "PUT").expect(401).await;
}

#[actix_web::test]
async fn a_surface_that_is_off_is_not_there() {
    let surfaces = Surfaces { sidecar: false, ..Surfaces::default() };
    let scene = Scene::with(Config { surfaces, ..Config::default() }).await;
    scene.ask("GET", "/").expect(404).await;
}

#[actix_web::test]
async fn what_another_sidecar_has_read_counts_with_its_proof_alone() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    let ask = |proof: &str| {
        let ask = scene.server.get("acme", "/sidecar/relayed").header("x-grantor-authorization", proof);
        let ask = ask.header("authorization", &basic("ada@example.com/token", &secret));
        let ask = ask.header("x-grantor-asked-method", "GET").header("x-grantor-asked-target", "/");
        ask.header("x-grantor-asked-address", "192.0.2.1").header("x-grantor-asked-scope", "read")
    };
    ask(&basic("gateway", &scene.proxy.secret)).expect(200).await;
    let refused = ask(&basic("gateway", "wrong")).expect(407).await;
    assert!(refused.field("description").contains("X-Grantor-Authorization"), "{}", refused.text());
}

#[actix_web::test]
async fn refusals_have_the_bodies_of_the_api_and_say_when_to_ask_again() {
    let sidecar = Sidecar { dialect: Dialect::Caddy, ..Sidecar::default() };
    let mut config = Config { sidecar, ..Config::default() };
    config.limits.client_authentication = 2;
    config.limits.api_token_per_email = 2;
    let scene = Scene::with(config).await;
    let ask = |tenant: &str, proof: &str, authorization: &str| {
        let ask = scene.server.get(tenant, "/sidecar/verify").header("x-forwarded-method", "GET");
        let ask = ask.header("x-forwarded-uri", "/").header("x-forwarded-for", "192.0.2.1");
        ask.header("x-grantor-authorization", proof).header("authorization", authorization)
    };
    let (proof, wrong) = (basic("gateway", &scene.proxy.secret), basic("ada@example.com/token", "wrong"));
    let answer = ask("nobody", &proof, &wrong).expect(404).await;
    assert_eq!((answer.error(), answer.field("description")), ("AccountNotFound".into(), "Not found".into()));
    for (proof, first) in [(proof, 401), (basic("gateway", "wrong"), 403)] {
        for _ in 0..2 {
            ask("acme", &proof, &wrong).expect(first).await;
        }
        let answer = ask("acme", &proof, &wrong).expect(429).await;
        assert_eq!(answer.error(), "APIRateLimitExceeded");
        assert!(answer.field("description").contains("Retry-After") && answer.header("retry-after").is_some());
    }
}

#[actix_web::test]
async fn proxies_that_are_unknown_are_limited_like_known_ones() {
    let sidecar = Sidecar { dialect: Dialect::Caddy, ..Sidecar::default() };
    let scene = Scene::with(Config { sidecar, ..Config::default() }).await;
    for identifier in ["gateway", "nobody"] {
        let ask = || {
            let ask = scene.server.get("acme", "/sidecar/verify").header("x-forwarded-method", "GET");
            let ask = ask.header("x-forwarded-uri", "/").header("x-forwarded-for", "192.0.2.1");
            ask.header("x-grantor-authorization", &basic(identifier, "wrong"))
        };
        for _ in 0..30 {
            ask().expect(403).await;
        }
        assert_eq!(ask().expect(429).await.error(), "APIRateLimitExceeded", "{identifier}");
    }
}

#[actix_web::test]
async fn a_proof_that_is_sent_twice_proves_nothing() {
    let scene = Scene::new().await;
    let secret = scene.secret().await;
    scene.get("ada@example.com", &secret).expect(200).await;
    for second in [basic("gateway", &scene.proxy.secret), basic("gateway", "wrong")] {
        let twice = scene.get("ada@example.com", &secret).header("x-grantor-authorization", &second);
        let answer = twice.expect(403).await;
        assert!(answer.field("description").contains("X-Grantor-Authorization"), "{}", answer.text());
    }
}
