//! A code becomes tokens, once; an API asks what they are worth.

use serde_json::json;

use super::answers::{field, parameter, text};
use super::browser::Browser;
use super::consent::Code;
use super::paper::Paper;
use super::side::Pair;
use super::world::World;
use crate::cli::failure::Failure;
use crate::outgoing::Answer;
use crate::protocol::metadata::TOKEN;
use crate::protocol::refusal::ErrorCode;

/// The tokens of a connection that lives.
pub(super) async fn walk(
    world: &World<'_>,
    paper: &mut Paper<'_>,
    browser: &mut Browser,
    code: Code,
) -> Result<Pair, Failure> {
    wrong(world, &code, paper).await?;
    let pair = exchange(world, &code, paper).await?;
    introspect(world, &pair, paper).await?;
    replay(world, &code, &pair, paper).await?;
    remembered(world, browser, paper).await
}

async fn wrong(world: &World<'_>, code: &Code, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("Wrong in one thing: the code is not spent")?;
    let verifier = "a".repeat(43);
    let answer = acme.token(&acme.application, &world.exchange(&code.code, &verifier), paper).await?;
    refused(&answer, "a wrong verifier (RFC 7636)", paper)?;
    let answer = acme.token(&acme.machine, &world.exchange(&code.code, &code.verifier), paper).await?;
    refused(&answer, "another client", paper)?;
    let mut form = world.exchange(&code.code, &code.verifier);
    form[2].1 = "http://127.0.0.1:8091/callback";
    let answer = acme.token(&acme.application, &form, paper).await?;
    refused(&answer, "another redirect URI of the same client", paper)?;

    paper.step("A client that does not prove who it is")?;
    let ask = acme.post(TOKEN).basic(acme.application.identifier, "wrong");
    let answer = ask.form(&world.exchange(&code.code, &code.verifier)).send(world.server, paper).await?;
    paper.same("401", answer.status, 401)?;
    paper.same("invalid_client", text(&answer, "error").as_str(), "invalid_client")?;
    let challenge = answer.header("www-authenticate");
    paper.same("says how", challenge, Some("Basic realm=\"OAuth2 Token Endpoint\""))
}

/// `invalid_grant`, with 400.
pub(super) fn refused(answer: &Answer, what: &str, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let found = (answer.status, text(answer, "error"));
    paper.same(&format!("{what}: 400 invalid_grant"), found, (400, "invalid_grant".to_owned()))?;
    let sentence = ErrorCode::InvalidGrant.sentence();
    paper.holds("in the words that clients compare", text(answer, "error_description").starts_with(sentence))
}

async fn exchange(world: &World<'_>, code: &Code, paper: &mut Paper<'_>) -> Result<Pair, Failure> {
    paper.step("The code becomes tokens (RFC 6749 §4.1.3)")?;
    let form = world.exchange(&code.code, &code.verifier);
    let answer = world.acme.token(&world.acme.application, &form, paper).await?;
    paper.same("200", answer.status, 200)?;
    paper.same("never to be cached", answer.header("cache-control"), Some("no-store"))?;
    paper.same("nor by old caches", answer.header("pragma"), Some("no-cache"))?;
    paper.same("a bearer token", field(&answer, "token_type"), json!("bearer"))?;
    paper.same("for half an hour", field(&answer, "expires_in"), json!(1800))?;
    paper.same("and a refresh token for 30 days", field(&answer, "refresh_token_expires_in"), json!(2_592_000))?;
    paper.same("with the scope in the order asked", field(&answer, "scope"), json!("read write"))?;
    let pair = Pair::of(&answer);
    paper.holds(
        "both say what they are",
        pair.access.starts_with("grantora_") && pair.refresh.starts_with("grantorr_"),
    )?;
    Ok(pair)
}

async fn introspect(world: &World<'_>, pair: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("An API asks what the token is worth (RFC 7662)")?;
    let answer = acme.introspect(&acme.api, &pair.access, paper).await?;
    paper.same("active", field(&answer, "active"), json!(true))?;
    paper.same("for the application", field(&answer, "client_id"), json!("invoice_sync"))?;
    paper.same("in the name of", field(&answer, "username"), json!(acme.agent))?;
    paper.same("with the role as it is now", field(&answer, "user")["role"].clone(), json!("agent"))?;
    paper.same("at this issuer", field(&answer, "iss"), json!(acme.issuer))?;
    paper.same("of this tenant", field(&answer, "tenant")["subdomain"].clone(), json!("acme"))?;
    let answer = acme.introspect(&acme.application, &pair.refresh, paper).await?;
    paper.same("the application may ask about its own", field(&answer, "active"), json!(true))?;
    let answer = acme.introspect(&acme.machine, &pair.access, paper).await?;
    paper.same("another client learns nothing", answer.body.as_str(), r#"{"active":false}"#)?;
    let answer = acme.introspect(&acme.api, &pair.refresh, paper).await?;
    paper.same("nor does an API of a refresh token", answer.body.as_str(), r#"{"active":false}"#)
}

async fn replay(world: &World<'_>, code: &Code, pair: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("The same code again, right in everything: somebody has stolen it")?;
    let answer = acme.token(&acme.application, &world.exchange(&code.code, &code.verifier), paper).await?;
    refused(&answer, "the code", paper)?;
    paper.holds("what it brought is dead", !acme.is_active(&pair.access).await?)?;
    let answer = acme.refresh(&pair.refresh, paper).await?;
    refused(&answer, "its refresh token", paper)
}

async fn remembered(world: &World<'_>, browser: &mut Browser, paper: &mut Paper<'_>) -> Result<Pair, Failure> {
    paper.step("The person has allowed it before: no page")?;
    let request = world.request();
    let answer = browser.get(&request.path(), paper).await?;
    paper.same("303", answer.status, 303)?;
    let code = parameter(&answer, "code").unwrap_or_default();
    let form = world.exchange(&code, &request.verifier);
    let answer = world.acme.token(&world.acme.application, &form, paper).await?;
    paper.same("200", answer.status, 200)?;
    Ok(Pair::of(&answer))
}
