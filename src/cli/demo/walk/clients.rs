//! Other kinds of clients: an application on a device, and one without a person.

use serde_json::{Value, json};

use super::answers::{field, parameter, text};
use super::consent;
use super::paper::Paper;
use super::side::Pair;
use super::world::World;
use crate::cli::failure::Failure;
use crate::protocol::metadata::TOKEN;

pub(super) async fn walk(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    native(world, paper).await?;
    machine(world, paper).await?;
    bodies(world, paper).await
}

async fn native(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    // Registered is http://127.0.0.1/callback (RFC 8252 §7.3).
    let redirect_uri = "http://127.0.0.1:49152/callback";
    paper.step("An application on a device: no secret, any port of its own, PKCE always")?;
    let bare = world.request_of(acme.native.identifier, redirect_uri);
    let bare = bare.with("code_challenge", None).with("code_challenge_method", None);
    let mut browser = acme.browser();
    let answer = browser.get(&bare.path(), paper).await?;
    paper.same("without PKCE", parameter(&answer, "error").as_deref(), Some("invalid_request"))?;
    let request = world.request_of(acme.native.identifier, redirect_uri);
    let answer = consent::allow(&mut browser, &request, acme.agent, paper).await?;
    let code = parameter(&answer, "code").unwrap_or_default();
    let mut form = world.exchange(&code, &request.verifier);
    form[2].1 = redirect_uri;
    let sent = [&form[..], &[("client_id", acme.native.identifier), ("client_secret", "made-up")]].concat();
    let answer = acme.post(TOKEN).form(&sent).send(world.server, paper).await?;
    paper.same("a secret that it cannot have", text(&answer, "error").as_str(), "invalid_client")?;
    let answer = acme.token(&acme.native, &form, paper).await?;
    paper.same("without one", answer.status, 200)?;
    let pair = Pair::of(&answer);
    paper.holds("its token lives", acme.is_active(&pair.access).await?)?;
    let answer = browser.get(&world.request_of(acme.native.identifier, redirect_uri).path(), paper).await?;
    paper.same("the person is asked each time", answer.status, 200)
}

async fn machine(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("A machine: client_credentials (RFC 6749 §4.4)")?;
    let answer = acme.token(&acme.machine, &[("grant_type", "client_credentials")], paper).await?;
    paper.same("200", answer.status, 200)?;
    paper.same("what its allowed scopes say", field(&answer, "scope"), json!("read"))?;
    paper.same("no refresh token", field(&answer, "refresh_token"), Value::Null)?;
    let token = text(&answer, "access_token");
    let answer = acme.introspect(&acme.api, &token, paper).await?;
    paper.same("it acts as", field(&answer, "username"), json!("nightly_export@acme.example"))?;
    let form = [("grant_type", "client_credentials"), ("scope", "write")];
    let answer = acme.token(&acme.machine, &form, paper).await?;
    paper.same("more than it is allowed", text(&answer, "error").as_str(), "invalid_scope")?;
    let answer = acme.token(&acme.native, &[("grant_type", "client_credentials")], paper).await?;
    paper.same("a public client may not", text(&answer, "error").as_str(), "unauthorized_client")
}

async fn bodies(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("Bodies: JSON too, numbers as text, nothing twice")?;
    let body = json!({
        "grant_type": "client_credentials",
        "client_id": acme.machine.identifier,
        "client_secret": acme.machine.secret,
        "expires_in": "600",
        "scope": null,
    });
    let answer = acme.post(TOKEN).json(body).send(world.server, paper).await?;
    paper.same("JSON", answer.status, 200)?;
    paper.same("for as long as was asked", field(&answer, "expires_in"), json!(600))?;
    let form = [("grant_type", "client_credentials"), ("grant_type", "client_credentials")];
    let answer = acme.token(&acme.machine, &form, paper).await?;
    paper.same("a parameter that is there twice", text(&answer, "error").as_str(), "invalid_request")?;
    let answer = acme.token(&acme.machine, &[("grant_type", "password")], paper).await?;
    paper.same("a grant that there is not", text(&answer, "error").as_str(), "unsupported_grant_type")?;
    let form = [("grant_type", "client_credentials"), ("expires_in", "299")];
    let answer = acme.token(&acme.machine, &form, paper).await?;
    paper.same("a lifetime out of bounds", text(&answer, "error").as_str(), "invalid_request")
}
