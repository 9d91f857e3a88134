//! No form counts that this tenant's own page, for this session and this very form, did not make (security.md, CSRF).

use crate::harness::answer::Answer;
use crate::harness::ask::Ask;
use crate::harness::browser::Browser;
use crate::harness::flow::World;
use crate::harness::people::PASSWORD;

type Fields = Vec<(String, String)>;

const NEW: &str = "a horse of another colour";

fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Every form by which a person changes something, as an attacker who knows everything but the value would send it.
async fn forms(world: &World) -> Vec<(String, Fields)> {
    let client = world.app.client.key;
    let app = [("owner", client.tenant.to_string()), ("client", client.id.to_string())];
    let mut decision = Ask::of(&world.app).parameters().to_vec();
    decision.push(("decision".to_owned(), "allow".to_owned()));
    vec![
        ("/access/login".to_owned(), fields(&[("email", "ada@example.com"), ("password", PASSWORD)])),
        ("/access/logout".to_owned(), Fields::new()),
        ("/account/connected-apps".to_owned(), fields(&app.each_ref().map(|(name, value)| (*name, value.as_str())))),
        ("/account/connected-apps/all".to_owned(), Fields::new()),
        ("/account/password".to_owned(), fields(&[("current", PASSWORD), ("password", NEW)])),
        (world.server.link(&world.ada).await, fields(&[("password", NEW)])),
        ("/oauth/authorizations".to_owned(), decision),
    ]
}

/// A value that is good for another form of this very session.
async fn value_of_another_form(browser: &Browser<'_>, path: &str) -> String {
    let (page, form) = match path {
        "/access/logout" => ("/account/password", "/account/password"),
        _ => ("/", "/access/logout"),
    };
    let fields = browser.get(page).await.form(form);
    fields.into_iter().find(|(name, _)| name == "csrf").expect("a value").1
}

fn refused(answer: &Answer, path: &str, what: &str) {
    // Whoever is signed in does not sign in: they go on as who they are.
    let goes_on = path == "/access/login" && answer.status == 303;
    assert!(goes_on || matches!(answer.status, 400 | 403 | 422), "{path} {what}: {} {}", answer.status, answer.text());
    assert!(answer.cookies().iter().all(|cookie| !cookie.starts_with("grantor=")), "{path} {what}");
}

#[actix_web::test]
async fn no_form_counts_without_its_own_value_or_from_elsewhere() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let pair = world.tokens(&world.app).await;
    let browser = world.browser().await;
    for (path, fields) in forms(&world).await {
        refused(&browser.post(&path, &fields).await, &path, "without a value");
        for value in ["", "x", &value_of_another_form(&browser, &path).await] {
            let with = [fields.clone(), vec![("csrf".to_owned(), value.to_owned())]].concat();
            refused(&browser.post(&path, &with).await, &path, value);
        }
        for origin in ["https://evil.example", "null", "http://globex.localhost:8080", "https://acme.localhost:8080"] {
            let answer = browser.post_from(origin, &path, &fields).await;
            assert_eq!(answer.status, 403, "{path} from {origin}");
        }
    }
    assert_eq!(browser.get("/").await.status, 200, "nobody was signed out");
    assert!(world.is_active(&pair.access).await, "nothing was disconnected");
    let other = world.server.browser("acme");
    assert_eq!(world.server.sign_in(&other, "ada@example.com", PASSWORD).await.status, 303, "the password is the same");
}

#[actix_web::test]
async fn a_value_is_good_in_its_own_session_only() {
    let world = World::new().await;
    world.server.password(&world.ada).await;
    let (mine, theirs) = (world.browser().await, world.browser().await);
    for (page, form) in [("/", "/access/logout"), ("/account/password", "/account/password")] {
        let fields = mine.get(page).await.form(form);
        refused(&theirs.post(form, &fields).await, form, "with another session's value");
    }
    let fields = mine.get("/account/password").await.form("/account/password");
    let nobody = world.server.browser("acme").post("/account/password", &fields).await;
    refused(&nobody, "/account/password", "without a session");
    assert_eq!(theirs.get("/").await.status, 200);
}
