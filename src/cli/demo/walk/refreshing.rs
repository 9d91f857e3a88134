//! Tokens are replaced; answers get lost; tokens get stolen.

use serde_json::json;

use super::answers::{field, text};
use super::codes::refused;
use super::paper::Paper;
use super::side::Pair;
use super::world::World;
use crate::cli::failure::Failure;

/// Requests that are sent at the same time.
const PARALLEL: usize = 5;

/// The tokens of the connection when it is over.
pub(super) async fn walk(world: &World<'_>, paper: &mut Paper<'_>, first: Pair) -> Result<Pair, Failure> {
    let second = rotate(world, &first, paper).await?;
    lost_answer(world, &first, &second, paper).await?;
    in_parallel(world, &first, &second, paper).await?;
    narrowed(world, &first, paper).await?;
    let third = stale(world, &first, &second, paper).await?;
    Ok(third)
}

async fn rotate(world: &World<'_>, first: &Pair, paper: &mut Paper<'_>) -> Result<Pair, Failure> {
    paper.step("Refresh (RFC 6749 §6): both tokens are replaced")?;
    let answer = world.acme.refresh(&first.refresh, paper).await?;
    let second = Pair::of(&answer);
    paper.same("200", answer.status, 200)?;
    paper.holds("two new tokens", second.access != first.access && second.refresh != first.refresh)?;
    paper.same("the same scope", field(&answer, "scope"), json!("read write"))?;
    paper.holds("the access token before has ended", !world.acme.is_active(&first.access).await?)?;
    Ok(second)
}

async fn lost_answer(world: &World<'_>, first: &Pair, second: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("The answer got lost, so the application asks again within a minute")?;
    let answer = world.acme.refresh(&first.refresh, paper).await?;
    paper.same("200", answer.status, 200)?;
    paper.same("the very same pair", &Pair::of(&answer), second)?;
    let left = field(&answer, "expires_in").as_i64().unwrap_or_default();
    paper.holds("with the seconds that are left", (1..=1800).contains(&left))?;
    paper.holds("and it lives", world.acme.is_active(&second.access).await?)
}

async fn in_parallel(world: &World<'_>, first: &Pair, second: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("Five workers of the application do the same at once")?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", first.refresh.as_str())];
    let ask = world.acme.token_request(&world.acme.application, &form);
    let asked = (0..PARALLEL).map(|_| ask.silently(world.server));
    for answer in futures_util::future::join_all(asked).await {
        let answer = answer?;
        paper.exchange(&ask, &answer)?;
        paper.same("the very same pair", &Pair::of(&answer), second)?;
    }
    Ok(())
}

async fn narrowed(world: &World<'_>, first: &Pair, paper: &mut Paper<'_>) -> Result<(), Failure> {
    let acme = &world.acme;
    paper.step("A scope that differs is another question")?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", &first.refresh), ("scope", "read")];
    let answer = acme.token(&acme.application, &form, paper).await?;
    paper.same("400", answer.status, 400)?;
    paper.same("invalid_scope", text(&answer, "error").as_str(), "invalid_scope")
}

async fn stale(world: &World<'_>, first: &Pair, second: &Pair, paper: &mut Paper<'_>) -> Result<Pair, Failure> {
    let acme = &world.acme;
    paper.step("The pair is used: now the first token is stale")?;
    let form = [("grant_type", "refresh_token"), ("refresh_token", &second.refresh), ("scope", "read")];
    let answer = acme.token(&acme.application, &form, paper).await?;
    let third = Pair::of(&answer);
    paper.same("the next pair, with less scope on request", field(&answer, "scope"), json!("read"))?;
    let answer = acme.refresh(&first.refresh, paper).await?;
    refused(&answer, "the first one", paper)?;
    paper.holds("but the connection lives", acme.is_active(&third.access).await?)?;
    Ok(third)
}
