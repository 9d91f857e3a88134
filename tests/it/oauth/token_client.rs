//! POST /oauth/tokens: who the client is (RFC 6749 §2.3, §3.2.1, §5.2).

use grantor::audit::SourceType;
use grantor::clients;
use serde_json::json;

use crate::harness::answer::Answer;
use crate::harness::flow::World;
use crate::harness::request::Call;

const SENTENCE: &str = "The client identifier provided is invalid, the client failed to authenticate, the client did \
                        not include its credentials, provided multiple client credentials, or used unsupported \
                        credentials type.";

/// A request with a wrong refresh token: whoever gets `invalid_grant` was let in.
fn post(world: &World) -> Call<'_> {
    world.server.post("acme", "/oauth/tokens")
}

fn form<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [&[("grant_type", "refresh_token"), ("refresh_token", "none")], more].concat()
}

fn refused(answer: &Answer, detail: &str) {
    assert_eq!(answer.status, 401, "{}", answer.text());
    let description = format!("{SENTENCE} {detail}");
    assert_eq!(answer.json(), json!({ "error": "invalid_client", "error_description": description }));
    assert_eq!(answer.header("www-authenticate").as_deref(), Some("Basic realm=\"OAuth2 Token Endpoint\""));
    assert_eq!(answer.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(answer.header("pragma").as_deref(), Some("no-cache"));
    assert_eq!(answer.header("content-type").as_deref(), Some("application/json"));
}

async fn let_in(call: Call<'_>) {
    assert_eq!(call.expect(400).await.error(), "invalid_grant");
}

#[actix_web::test]
async fn a_client_proves_itself_in_the_body_or_by_basic() {
    let world = World::new().await;
    let secret = world.app.secret.as_str();
    let_in(post(&world).form(&form(&[("client_id", "invoice_sync"), ("client_secret", secret)]))).await;
    let_in(post(&world).basic("invoice_sync", secret).form(&form(&[]))).await;
    let body = json!({ "grant_type": "refresh_token", "refresh_token": "x" });
    let_in(post(&world).basic("invoice_sync", secret).json(&body)).await;
}

#[actix_web::test]
async fn both_ways_at_once_have_to_agree() {
    let world = World::new().await;
    let secret = world.app.secret.as_str();
    for more in [
        vec![("client_id", "invoice_sync")],
        vec![("client_secret", secret)],
        vec![("client_id", "invoice_sync"), ("client_secret", secret)],
    ] {
        let_in(post(&world).basic("invoice_sync", secret).form(&form(&more))).await;
    }
    for more in [[("client_id", "native_app")], [("client_secret", "another")], [("client_id", "Invoice_Sync")]] {
        let answer = post(&world).basic("invoice_sync", secret).form(&form(&more)).expect(400).await;
        let detail = "The Authorization header and the body name different clients or secrets; send them in one place.";
        assert_eq!(answer.refusal(), ("invalid_request".to_owned(), detail.to_owned()));
    }
}

#[actix_web::test]
async fn a_confidential_client_always_proves_itself() {
    let world = World::new().await;
    let missing = "This client is confidential: send its client_secret.";
    refused(&post(&world).form(&form(&[("client_id", "invoice_sync")])).send().await, missing);
    refused(&post(&world).basic("invoice_sync", "").form(&form(&[])).send().await, missing);
    let code = world.code(&world.app).await;
    let bare = [("grant_type", "authorization_code"), ("client_id", "invoice_sync"), ("code", &code)];
    refused(&post(&world).form(&bare).send().await, missing);
    world.exchange(&world.app, &code).expect(200).await;
}

#[actix_web::test]
async fn a_wrong_secret_is_refused_and_so_is_everything_like_the_right_one() {
    let world = World::new().await;
    let right = world.app.secret.as_str();
    let flipped: String =
        right.chars().map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }).collect();
    let other = world.server.confidential(world.tenant.id, "other").await;
    for wrong in [&right[..right.len() - 1], &format!("{right}0"), &format!(" {right}"), &flipped, "x", &other.secret] {
        let detail = "The client_secret is not right, or no longer valid.";
        let in_body = [("client_id", "invoice_sync"), ("client_secret", wrong)];
        refused(&post(&world).form(&form(&in_body)).send().await, detail);
        refused(&post(&world).basic("invoice_sync", wrong).form(&form(&[])).send().await, detail);
    }
}

#[actix_web::test]
async fn a_wrong_secret_is_wrong_also_where_the_audit_log_cannot_be_told() {
    let world = World::new().await;
    if world.server.has_nodes() {
        return; // A node without its database does not know who a client is.
    }
    let wrong = form(&[("client_id", "invoice_sync"), ("client_secret", "x")]);
    let send = async || post(&world).form(&wrong).send().await;
    let detail = "The client_secret is not right, or no longer valid.";
    refused(&send().await, detail);
    world.server.refused(world.tenant.id, SourceType::OauthClient, "Invoice Sync", 1).await;
    world.server.grantor.storage.close().await;
    refused(&send().await, detail);
}

#[actix_web::test]
async fn a_public_client_names_itself_and_has_no_secret() {
    let world = World::new().await;
    let_in(post(&world).form(&form(&[("client_id", "native_app")]))).await;
    let_in(post(&world).form(&form(&[("client_id", "native_app"), ("client_secret", "")]))).await;
    let_in(post(&world).basic("native_app", "").form(&form(&[]))).await;
    let detail = "This client is public and has no secret: leave client_secret out.";
    let sent = [("client_id", "native_app"), ("client_secret", "anything")];
    refused(&post(&world).form(&form(&sent)).send().await, detail);
}

#[actix_web::test]
async fn whoever_says_nothing_is_nobody() {
    let world = World::new().await;
    let detail = "The request says nothing about the client: send client_id, and client_secret if it has one.";
    refused(&post(&world).form(&form(&[])).send().await, detail);
    refused(&post(&world).form(&form(&[("client_secret", &world.app.secret)])).send().await, detail);
}

#[actix_web::test]
async fn an_unknown_client_is_answered_like_a_wrong_secret() {
    let world = World::new().await;
    let wrong = post(&world).form(&form(&[("client_id", "invoice_sync"), ("client_secret", "x")])).send().await;
    let unknown = post(&world).form(&form(&[("client_id", "invoice_sink"), ("client_secret", "x")])).send().await;
    refused(&unknown, "There is no client with this identifier in this account.");
    let headers = |answer: &Answer| {
        let mut names: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
        names.sort();
        names
    };
    assert_eq!((unknown.status, headers(&unknown)), (wrong.status, headers(&wrong)));
}

#[actix_web::test]
async fn the_number_of_a_client_is_told_that_the_identifier_is_meant() {
    let world = World::new().await;
    let number = world.app.client.key.id.to_string();
    let answer = post(&world).form(&form(&[("client_id", &number), ("client_secret", &world.app.secret)])).send().await;
    let detail = "There is no client with this identifier; client_id is the identifier of the client, not its number.";
    refused(&answer, detail);
}

#[actix_web::test]
async fn a_header_that_is_not_basic_is_refused() {
    let world = World::new().await;
    let send = |header: &str| post(&world).header("authorization", header).form(&form(&[("client_id", "native_app")]));
    refused(&send("Bearer abc").send().await, "The Authorization header has to use the Basic scheme here.");
    let malformed = "The Authorization header is not Basic with base64 of client_id:client_secret.";
    for header in ["Basic", "Basic !!!", "Basic YWJj", "Basic AAE6AA=="] {
        refused(&send(header).send().await, malformed);
    }
    let twice = send("Basic bmF0aXZlX2FwcDo=").header("authorization", "Basic bmF0aXZlX2FwcDo=");
    refused(&twice.send().await, malformed);
}

#[actix_web::test]
async fn a_secret_in_the_header_is_form_decoded() {
    let world = World::new().await;
    let encoded: String = world.app.secret.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let pair = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("invoice%5Fsync:{encoded}"));
    let_in(post(&world).header("authorization", &format!("Basic {pair}")).form(&form(&[]))).await;
}

#[actix_web::test]
async fn a_client_of_another_tenant_is_unknown() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let theirs = world.server.confidential(globex.tenant.id, "theirs").await;
    let proof = [("client_id", "theirs"), ("client_secret", theirs.secret.as_str())];
    let detail = "There is no client with this identifier in this account.";
    refused(&post(&world).form(&form(&proof)).send().await, detail);
    // The same identifier at both tenants: each has its own secret.
    let proof = [("client_id", "invoice_sync"), ("client_secret", globex.app.secret.as_str())];
    refused(&post(&world).form(&form(&proof)).send().await, "The client_secret is not right, or no longer valid.");
}

#[actix_web::test]
async fn a_client_that_became_public_has_no_secret_any_more() {
    let world = World::new().await;
    let change = clients::Change { kind: Some(clients::Kind::Public), ..Default::default() };
    world.server.change_client(&world.app, change).await;
    let proof = [("client_id", "invoice_sync"), ("client_secret", world.app.secret.as_str())];
    refused(
        &post(&world).form(&form(&proof)).send().await,
        "This client is public and has no secret: leave client_secret out.",
    );
}

#[actix_web::test]
async fn a_deleted_client_is_unknown() {
    let world = World::new().await;
    world.server.delete_client(&world.app).await;
    let proof = [("client_id", "invoice_sync"), ("client_secret", world.app.secret.as_str())];
    refused(&post(&world).form(&form(&proof)).send().await, "There is no client with this identifier in this account.");
}

/// "password" by bcrypt.
const BCRYPT: &str = "$2y$05$bvIG6Nmid91Mu9RcmmWZfO5HJIMCT8riNW0hEp8f6/FuA2/mHZFpe";

#[actix_web::test]
async fn an_imported_secret_ends_with_its_overlap_also_if_it_was_never_used_here() {
    let world = World::new().await;
    let (scheme, salt, digest) = clients::foreign::read(BCRYPT).unwrap();
    for (identifier, passed, status) in [("early", 59, 400), ("late", 60, 401)] {
        let app = world.server.client(world.tenant.id, identifier, clients::Kind::Confidential, |client| {
            let own = client.secrets[0].clone();
            client.secrets[0] = clients::KeptSecret { scheme, salt: salt.clone(), digest, ..own };
        });
        let (key, stamp) = (app.await.client.key, world.server.stamp().await);
        let secret = world.server.grantor.secret(grantor::secret::Kind::ClientSecret);
        let new = clients::NewSecret { id: clients::SecretId::new(world.server.id().await), secret };
        let rotate = move |tx: &mut grantor::storage::Tx<'_>| clients::rotate_secret(tx, key, &new, 60, &stamp);
        world.server.grantor.storage.write(rotate).await.unwrap();
        world.server.advance(passed);
        post(&world).basic(identifier, "password").form(&form(&[])).expect(status).await;
    }
}
