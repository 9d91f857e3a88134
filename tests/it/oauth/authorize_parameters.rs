//! GET /oauth/authorizations/new: what a proven client is told, and what is ignored (RFC 6749 §4.1.1, §4.1.2.1).

use grantor::clients;

use crate::harness::ask::Ask;
use crate::harness::flow::World;

#[actix_web::test]
async fn the_response_type_has_to_be_code() {
    let world = World::new().await;
    let ask = || Ask::of(&world.app);
    for (ask, error, detail) in [
        (
            ask().without("response_type"),
            "invalid_request",
            "The parameter response_type is missing; it has to be code.",
        ),
        (
            ask().with("response_type", ""),
            "invalid_request",
            "The parameter response_type is missing; it has to be code.",
        ),
        (ask().with("response_type", "token"), "unsupported_response_type", "response_type has to be code."),
        (ask().with("response_type", "Code"), "unsupported_response_type", "response_type has to be code."),
        (ask().with("response_type", "code token"), "unsupported_response_type", "response_type has to be code."),
        (ask().with("response_type", "code id_token"), "unsupported_response_type", "response_type has to be code."),
    ] {
        for browser in [world.server.browser("acme"), world.browser().await] {
            let answer = browser.get(&ask.path()).await;
            answer.sent_back(&world.app.redirect_uri, error, detail);
            assert_eq!(answer.parameter("state").as_deref(), Some("xyz"));
        }
    }
}

#[actix_web::test]
async fn a_repeated_parameter_is_told_to_the_client() {
    let world = World::new().await;
    for name in ["response_type", "scope", "state", "code_challenge", "code_challenge_method"] {
        for value in ["code", ""] {
            let answer = world.browser().await.get(&Ask::of(&world.app).also(name, value).path()).await;
            let detail = format!("The parameter {name} is there more than once.");
            answer.sent_back(&world.app.redirect_uri, "invalid_request", &detail);
            let state = (name != "state").then_some("xyz");
            assert_eq!(answer.parameter("state").as_deref(), state, "{name}");
        }
    }
}

/// PKCE and scope are not talked down by the way through the address.
#[actix_web::test]
async fn by_post_too_a_repeated_parameter_is_told_to_the_client() {
    let world = World::new().await;
    for name in ["response_type", "scope", "state", "code_challenge", "code_challenge_method"] {
        let ask = Ask::of(&world.app).also(name, "code");
        let answer = world.server.post("acme", "/oauth/authorizations/new").form(ask.parameters()).expect(303).await;
        let detail = format!("The parameter {name} is there more than once.");
        answer.sent_back(&world.app.redirect_uri, "invalid_request", &detail);
        assert_eq!(answer.parameter("state").as_deref(), (name != "state").then_some("xyz"), "{name}");
    }
    let uri = &world.app.redirect_uri;
    let body = serde_json::json!({
        "response_type": "code", "client_id": world.app.client.identifier, "redirect_uri": uri, "scope": ["read"],
    });
    let answer = world.server.post("acme", "/oauth/authorizations/new").json(&body).expect(303).await;
    answer.sent_back(uri, "invalid_request", "The parameter scope has to be a text in UTF-8, not a list or an object.");
}

#[actix_web::test]
async fn what_is_no_text_is_told_to_the_client_where_it_is_known_and_ignored_elsewhere() {
    let world = World::new().await;
    let path = Ask::of(&world.app).without("state").path();
    let page = world.browser().await.get(&format!("{path}&utm=%E9&%FF=1&b=%00")).await;
    assert_eq!(page.status, 200);
    let detail = "The parameter state has to be a text in UTF-8, not a list or an object.";
    let answer = world.browser().await.get(&format!("{path}&state=%E9")).await;
    answer.sent_back(&world.app.redirect_uri, "invalid_request", detail);
    let (address, query) = path.split_once('?').unwrap();
    let post = |added: &str| {
        let body = format!("{query}{added}");
        world.server.post("acme", address).body("application/x-www-form-urlencoded", &body).expect(303)
    };
    post("&state=%E9").await.sent_back(&world.app.redirect_uri, "invalid_request", detail);
    assert_eq!(post("&utm=%E9").await.location(), path);
}

#[actix_web::test]
async fn too_many_parameters_are_told_to_the_client_if_it_is_among_them() {
    let world = World::new().await;
    let many = |count: usize| (0..count).map(|n| format!("&p{n}=1")).collect::<String>();
    let path = Ask::of(&world.app).path();
    assert_eq!(world.browser().await.get(&format!("{path}{}", many(93))).await.status, 200);
    let answer = world.browser().await.get(&format!("{path}{}", many(94))).await;
    assert_eq!((answer.status, answer.parameter("error").as_deref()), (303, Some("invalid_request")));
    assert_eq!(answer.parameter("state").as_deref(), Some("xyz"));
    let hidden = path.replace('?', &format!("?{}&", many(101)));
    let page = world.browser().await.get(&hidden).await;
    assert_eq!((page.status, page.heading().as_str()), (400, "This request cannot be read"));
}

#[actix_web::test]
async fn an_error_is_the_sentence_that_clients_know_and_then_what_to_do() {
    let world = World::new().await;
    let answer = world.browser().await.get(&Ask::of(&world.app).with("response_type", "token").path()).await;
    assert_eq!(
        answer.location(),
        "https://app.example.com/callback?error=unsupported_response_type&error_description=The+requested+response+\
         type+is+not+supported+by+the+authorization+server.+response_type+has+to+be+code.&state=xyz\
         &iss=http%3A%2F%2Facme.localhost%3A8080"
    );
}

#[actix_web::test]
async fn unknown_parameters_are_ignored_also_where_they_repeat() {
    let world = World::new().await;
    let ask = ["approval_prompt", "prompt", "nonce", "resource", "tenant", "iss", "code", "lang2"]
        .iter()
        .fold(Ask::of(&world.app), |ask, name| ask.also(name, "auto").also(name, "force"));
    let browser = world.browser().await;
    let page = browser.get(&ask.path()).await;
    assert_eq!(page.status, 200);
    let fields: Vec<String> = page.form("/oauth/authorizations").into_iter().map(|(name, _)| name).collect();
    let known = ["response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge"];
    assert_eq!(fields, [&known[..], &["code_challenge_method", "csrf"]].concat());
}

#[actix_web::test]
async fn the_state_comes_back_byte_for_byte() {
    let world = World::new().await;
    let long = "é+&=%/?#\u{1f600} ".repeat(150);
    assert!(long.len() > 2_048);
    for state in ["xyz", "a+b c%20d&e=f;g", "日本語 \u{1f600}", "{\"a\":[1]}", "\"<>'\\", " ", "=&=", &long] {
        let ask = Ask::of(&world.native).with("state", state);
        let browser = world.browser().await;
        let page = browser.get(&ask.path()).await;
        let denied = browser.submit(&page, "/oauth/authorizations", &[("decision", "deny")]).await;
        assert_eq!(denied.parameter("state").as_deref(), Some(state));
        let allowed = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
        assert_eq!(allowed.parameter("state").as_deref(), Some(state));
        let refused = browser.get(&ask.with("scope", "nothing").path()).await;
        assert_eq!(refused.parameter("state").as_deref(), Some(state));
    }
}

#[actix_web::test]
async fn a_request_that_would_not_survive_sign_in_is_refused_at_once() {
    let world = World::new().await;
    let (fits, long) = ("a".repeat(7_000), "a".repeat(8_000));
    let detail = "The request is longer than 8192 characters, so it would not survive sign-in; send a shorter state.";
    for browser in [world.server.browser("acme"), world.browser().await] {
        let answer = browser.get(&Ask::of(&world.app).with("state", &long).path()).await;
        answer.sent_back(&world.app.redirect_uri, "invalid_request", detail);
        let answer = browser.get(&Ask::of(&world.app).with("state", &fits).path()).await;
        assert!(answer.status == 200 || answer.location().starts_with("/access/login?return_to="));
    }
    // A form is refused as well, or it would lead to an address that nobody takes.
    let (uri, state) = (world.app.redirect_uri.as_str(), &*"/".repeat(3_000));
    let form = [("client_id", "invoice_sync"), ("response_type", "code"), ("redirect_uri", uri), ("state", state)];
    let answer = world.server.post("acme", "/oauth/authorizations/new").form(&form).send().await;
    answer.sent_back(&world.app.redirect_uri, "invalid_request", detail);
}

#[actix_web::test]
async fn whoever_was_asked_is_heard_however_much_longer_the_page_has_made_the_request() {
    let world = World::new().await;
    let bare = || Ask::of(&world.app).without("redirect_uri").without("scope");
    let room = 8_192 - bare().with("state", "").path().len();
    let ask = bare().with("state", &"a".repeat(room));
    let browser = world.browser().await;
    let page = browser.get(&ask.path()).await;
    let denied = browser.submit(&page, "/oauth/authorizations", &[("decision", "deny")]).await;
    assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
    let allowed = browser.submit(&page, "/oauth/authorizations", &[("decision", "allow")]).await;
    assert!(allowed.parameter("code").is_some(), "{}", allowed.location());
}

#[actix_web::test]
async fn a_state_that_was_not_sent_does_not_come_back() {
    let world = World::new().await;
    for ask in [Ask::of(&world.app).without("state"), Ask::of(&world.app).with("state", "")] {
        let browser = world.browser().await;
        let page = browser.get(&ask.path()).await;
        let answer = browser.submit(&page, "/oauth/authorizations", &[("decision", "deny")]).await;
        assert!(!answer.location().contains("state"), "{}", answer.location());
    }
}

#[actix_web::test]
async fn the_issuer_can_be_left_out_for_one_client_whose_library_chokes_on_it() {
    let world = World::new().await;
    let change = clients::Change { sends_issuer: Some(false), ..clients::Change::default() };
    world.server.change_client(&world.app, change).await;
    let refused = world.browser().await.get(&Ask::of(&world.app).with("scope", "nothing").path()).await;
    assert_eq!((refused.status, refused.parameter("iss")), (303, None));
    assert_eq!(world.allowed(&world.app, "read").await.parameter("iss"), None);
    let issuer = world.allowed(&world.native, "read").await.parameter("iss");
    assert_eq!(issuer.as_deref(), Some("http://acme.localhost:8080"));
}

#[actix_web::test]
async fn a_post_is_sent_on_to_the_same_request_by_get() {
    let world = World::new().await;
    let ask = Ask::of(&world.app).with("state", "a+b&c=é").also("approval_prompt", "auto");
    let answer = world.server.post("acme", "/oauth/authorizations/new").form(ask.parameters()).expect(303).await;
    let expected = Ask::of(&world.app).with("state", "a+b&c=é");
    let location = url::Url::options()
        .base_url(Some(&"http://acme.localhost:8080".parse().unwrap()))
        .parse(&answer.location())
        .unwrap();
    let mut sent: Vec<(String, String)> = location.query_pairs().into_owned().collect();
    let mut asked = expected.parameters().to_vec();
    sent.sort();
    asked.sort();
    assert_eq!((location.path(), sent), ("/oauth/authorizations/new", asked));
    assert_eq!(world.browser().await.get(&answer.location()).await.status, 200);
}

#[actix_web::test]
async fn a_post_that_cannot_be_read_or_repeats_the_client_gets_a_page() {
    let world = World::new().await;
    let post = || world.server.post("acme", "/oauth/authorizations/new");
    post().form(Ask::of(&world.app).also("client_id", "x").parameters()).expect(400).await.invalid_request();
    for (kind, body) in
        [("text/plain", "client_id=invoice_sync"), ("application/x-www-form-urlencoded", "client_id=%ff")]
    {
        let answer = post().body(kind, body).expect(400).await;
        assert_eq!((answer.heading().as_str(), answer.header("location")), ("This request cannot be read", None));
    }
}

#[actix_web::test]
async fn the_query_of_a_post_is_not_read() {
    let world = World::new().await;
    let path = Ask::of(&world.app).path();
    let answer = world.server.post("acme", &path).form::<&str, &str>(&[]).expect(303).await;
    assert_eq!(answer.location(), "/oauth/authorizations/new?");
}
