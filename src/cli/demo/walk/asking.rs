//! Before anybody signs in: what the server says of itself, and what it never redirects.

use hyper::Method;
use serde_json::json;

use super::answers::{field, heading, parameter};
use super::outsider::Ask;
use super::paper::Paper;
use super::world::World;
use crate::cli::failure::Failure;
use crate::protocol::metadata::METADATA;

pub(super) async fn walk(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    metadata(world, paper).await?;
    unknown_host(world, paper).await?;
    unknown_client(world, paper).await?;
    unregistered_redirect_uri(world, paper).await?;
    refused_at_the_client(world, paper).await
}

async fn metadata(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("The server says where everything is (RFC 8414)")?;
    let answer = Ask::new(Method::GET, &world.acme.host, METADATA).send(world.server, paper).await?;
    paper.same("it is there", answer.status, 200)?;
    paper.same("the issuer is the tenant's own", field(&answer, "issuer"), json!(world.acme.issuer))?;
    let endpoint = format!("{}/oauth/tokens", world.acme.issuer);
    paper.same("and so is the token endpoint", field(&answer, "token_endpoint"), json!(endpoint))?;
    paper.same("PKCE is S256 only", field(&answer, "code_challenge_methods_supported"), json!(["S256"]))?;
    let name = "authorization_response_iss_parameter_supported";
    paper.same("answers say who they come from (RFC 9207)", field(&answer, name), json!(true))?;
    paper.same("any origin may read it", answer.header("access-control-allow-origin"), Some("*"))
}

async fn unknown_host(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("A host that is no account's")?;
    let host = world.acme.host.replace("acme", "nobody");
    let answer = Ask::new(Method::GET, &host, METADATA).send(world.server, paper).await?;
    paper.same("there is nothing", answer.status, 404)
}

async fn unknown_client(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("A client that nobody registered")?;
    let request = world.request().with("client_id", Some("nobodys_app"));
    let answer = world.acme.browser().get(&request.path(), paper).await?;
    paper.same("a page says so", answer.status, 400)?;
    paper.same(
        "with the name it has always had",
        heading(&answer).as_deref(),
        Some("Invalid Authorization Request"),
    )?;
    paper.holds("No such client.", answer.body.contains("No such client"))?;
    paper.same("nobody is sent anywhere", answer.header("location"), None)
}

async fn unregistered_redirect_uri(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("A redirect URI that differs in one character")?;
    let request = world.request().with("redirect_uri", Some(&format!("{}/", world.redirect_uri)));
    let answer = world.acme.browser().get(&request.path(), paper).await?;
    paper.same("a page says so", answer.status, 400)?;
    paper.same("nobody is sent there", answer.header("location"), None)
}

async fn refused_at_the_client(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("Mistakes that the application is told about, once it is known where it lives")?;
    for (name, value, error) in [
        ("response_type", Some("token"), "unsupported_response_type"),
        ("scope", Some("everything"), "invalid_scope"),
        ("code_challenge_method", Some("plain"), "invalid_request"),
        ("code_challenge_method", None, "invalid_request"),
    ] {
        let request = world.request().with(name, value);
        let answer = world.acme.browser().get(&request.path(), paper).await?;
        paper.same("it goes back with 303", answer.status, 303)?;
        paper.same("with the error", parameter(&answer, "error").as_deref(), Some(error))?;
        paper.same("its state", parameter(&answer, "state"), Some(request.state))?;
        paper.same("and the issuer", parameter(&answer, "iss"), Some(world.acme.issuer.clone()))?;
    }
    Ok(())
}
