//! Two accounts side by side, and how access ends.

use serde_json::{Value, json};

use super::answers::{field, parameter, text};
use super::browser::Browser;
use super::codes::refused;
use super::consent;
use super::paper::Paper;
use super::side::Pair;
use super::world::World;
use crate::cli::failure::Failure;

pub(super) async fn walk(
    world: &World<'_>,
    paper: &mut Paper<'_>,
    browser: &Browser,
    acme: &Pair,
) -> Result<(), Failure> {
    let (mut theirs, globex) = side_by_side(world, browser, paper).await?;
    unknown_there(world, acme, &globex, paper).await?;
    reuse(world, &mut theirs, globex, paper).await?;
    switched_off(world, &mut theirs, paper).await?;
    revoked(world, acme, paper).await
}

async fn side_by_side(world: &World<'_>, ours: &Browser, paper: &mut Paper<'_>) -> Result<(Browser, Pair), Failure> {
    let globex = &world.globex;
    paper.step("The same application at another account")?;
    let mut browser = ours.at(&globex.host);
    let request = world.request();
    let answer = browser.get(&request.path(), paper).await?;
    let location = answer.header("location").unwrap_or_default();
    paper.holds("the first account's session is nobody there", location.starts_with("/access/login"))?;
    let answer = consent::allow(&mut browser, &request, globex.agent, paper).await?;
    paper.same("the issuer is the other one", parameter(&answer, "iss"), Some(globex.issuer.clone()))?;
    let code = parameter(&answer, "code").unwrap_or_default();
    let form = world.exchange(&code, &request.verifier);
    let there = world.acme.token(&world.acme.application, &form, paper).await?;
    refused(&there, "its code at the first account", paper)?;
    let answer = globex.token(&globex.application, &form, paper).await?;
    paper.same("and at its own", answer.status, 200)?;
    Ok((browser, Pair::of(&answer)))
}

async fn unknown_there(world: &World<'_>, acme: &Pair, globex: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("What is of one account is unknown at the other")?;
    let nothing = r#"{"active":false}"#;
    let answer = world.acme.introspect(&world.acme.api, &globex.access, paper).await?;
    paper.same("its access token at the first", answer.body.as_str(), nothing)?;
    let answer = world.globex.introspect(&world.globex.api, &acme.access, paper).await?;
    paper.same("the first's at the second", answer.body.as_str(), nothing)?;
    let answer = world.acme.refresh(&globex.refresh, paper).await?;
    refused(&answer, "its refresh token at the first", paper)?;
    let answer = world.acme.introspect(&world.globex.api, &acme.access, paper).await?;
    paper.same("the second's API at the first", text(&answer, "error").as_str(), "invalid_client")?;
    let alive = world.acme.is_active(&acme.access).await? && world.globex.is_active(&globex.access).await?;
    paper.holds("and both live on at home", alive)
}

async fn reuse(world: &World<'_>, browser: &mut Browser, first: Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let globex = &world.globex;
    paper.step("Without leeway, a refresh token that comes twice tells of a lost answer, or of a theft")?;
    set(world, json!({ "settings": { "refresh_leeway": 0 } }), paper).await?;
    let second = Pair::of(&globex.refresh(&first.refresh, paper).await?);
    let answer = globex.refresh(&first.refresh, paper).await?;
    let third = Pair::of(&answer);
    paper.same("nobody has used the answer: it was lost, so there is another", answer.status, 200)?;
    paper.holds("a fresh one", third != second)?;
    paper.holds("and the lost one is dead", !globex.is_active(&second.access).await?)?;
    paper.holds("the API sees the fresh one in use", globex.is_active(&third.access).await?)?;
    let fourth = Pair::of(&globex.refresh(&third.refresh, paper).await?);
    let answer = globex.refresh(&third.refresh, paper).await?;
    let fifth = Pair::of(&answer);
    paper.same("lost again", answer.status, 200)?;
    let answer = globex.refresh(&fourth.refresh, paper).await?;
    refused(&answer, "the lost one turns up: two hold the connection", paper)?;
    paper.holds("so it is over for both", !globex.is_active(&fifth.access).await?)?;
    let answer = globex.refresh(&fifth.refresh, paper).await?;
    refused(&answer, "also for whoever has the newest", paper)?;
    let next = world.another_pair(globex, browser, paper).await?;
    paper.holds("and the person can connect again", globex.is_active(&next.access).await?)
}

async fn switched_off(world: &World<'_>, browser: &mut Browser, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let globex = &world.globex;
    paper.step("The account stops accepting applications, and starts again")?;
    let pair = world.another_pair(globex, browser, paper).await?;
    set(world, json!({ "oauth_access": false }), paper).await?;
    paper.holds("tokens are inactive", !globex.is_active(&pair.access).await?)?;
    let answer = globex.refresh(&pair.refresh, paper).await?;
    paper.same("the token endpoint says why", text(&answer, "error").as_str(), "unauthorized_client")?;
    let answer = browser.get(&world.request().path(), paper).await?;
    paper.same("and so does a page", answer.status, 403)?;
    set(world, json!({ "oauth_access": true }), paper).await?;
    paper.holds("back on, they count again", globex.is_active(&pair.access).await?)
}

/// Changes the second account, as an operator.
async fn set(world: &World<'_>, change: Value, paper: &mut Paper<'_>) -> Result<(), Failure> {
    const PATH: &str = "/v1/tenants/globex";
    paper.operator(PATH, &change)?;
    world.operator.patch(PATH, &change).await.map(drop)
}

async fn revoked(world: &World<'_>, pair: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("Revoke (RFC 7009)")?;
    let answer = acme.revoke(&acme.machine, &pair.refresh, paper).await?;
    let found = (answer.status, text(&answer, "error"));
    paper.same("not by another client", found, (400, "unauthorized_client".to_owned()))?;
    let answer = acme.revoke(&acme.application, &pair.access, paper).await?;
    paper.same("any token of the connection", (answer.status, answer.body.as_str()), (200, "{}"))?;
    let answer = acme.introspect(&acme.api, &pair.access, paper).await?;
    paper.same("ends its access token in the next request", answer.body.as_str(), r#"{"active":false}"#)?;
    let answer = acme.refresh(&pair.refresh, paper).await?;
    refused(&answer, "and its refresh token", paper)?;
    let answer = acme.revoke(&acme.application, &pair.access, paper).await?;
    paper.same("twice is no error", (answer.status, field(&answer, "error")), (200, Value::Null))
}
