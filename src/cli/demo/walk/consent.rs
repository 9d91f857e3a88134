//! A person signs in, says no, and says yes.

use super::answers::{heading, parameter};
use super::browser::Browser;
use super::paper::Paper;
use super::world::{Request, World};
use crate::cli::demo::cast::PASSWORD;
use crate::cli::failure::Failure;
use crate::outgoing::Answer;

/// Where a decision goes.
const DECISION: &str = "/oauth/authorizations";
/// Where a password goes.
const SIGN_IN: &str = "/access/login";

/// A code, and what proves that it is ours.
pub(super) struct Code {
    pub code: String,
    pub verifier: String,
}

/// The browser of a person who has allowed the application, and the code that it brought.
pub(super) async fn walk(world: &World<'_>, paper: &mut Paper<'_>) -> Result<(Browser, Code), Failure> {
    let mut browser = world.acme.browser();
    let request = world.request();
    let page = sign_in(world, &mut browser, &request, paper).await?;
    asked(&page, paper)?;
    denied(world, &mut browser, &page, &request, paper).await?;
    let code = allowed(world, &mut browser, paper).await?;
    Ok((browser, code))
}

async fn sign_in(
    world: &World<'_>,
    browser: &mut Browser,
    request: &Request,
    paper: &mut Paper<'_>,
) -> Result<Answer, Failure> {
    paper.step("Nobody is signed in: first the sign-in form")?;
    let answer = browser.get(&request.path(), paper).await?;
    paper.same("303, so that no form is ever sent on", answer.status, 303)?;
    let location = answer.header("location").unwrap_or_default().to_owned();
    paper.holds("to the sign-in form, and back", location.starts_with(&format!("{SIGN_IN}?return_to=")))?;
    let form = browser.get(&location, paper).await?;
    paper.same("the form names the account", heading(&form).as_deref(), Some("Sign in to Acme"))?;
    paper.holds("and the application", form.body.contains("Invoice Sync"))?;
    paper.holds("no script may run there", policy(&form).starts_with("default-src 'none'"))?;

    paper.step("A wrong password")?;
    let fields = [("email", world.acme.agent), ("password", "not-the-password")];
    let wrong = browser.submit(&form, SIGN_IN, &fields, paper).await?;
    paper.same("the form again", wrong.status, 422)?;
    let unknown = [("email", "nobody@acme.example"), ("password", "not-the-password")];
    let unknown = browser.submit(&form, SIGN_IN, &unknown, paper).await?;
    let sentence = "The email or password is not right.";
    let both = wrong.body.contains(sentence) && unknown.body.contains(sentence);
    paper.holds("and an address that nobody has sounds the same", both)?;

    paper.step("The right password")?;
    let fields = [("email", world.acme.agent), ("password", PASSWORD)];
    let answer = browser.submit(&form, SIGN_IN, &fields, paper).await?;
    paper.same("303, back to the request", answer.status, 303)?;
    let cookie = answer.header("set-cookie").unwrap_or_default();
    let kept = cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax");
    paper.holds("the session's cookie is out of reach of scripts and other sites", kept)?;
    let location = answer.header("location").unwrap_or_default().to_owned();
    browser.get(&location, paper).await
}

fn policy(page: &Answer) -> String {
    page.header("content-security-policy").unwrap_or_default().to_owned()
}

fn asked(page: &Answer, paper: &mut Paper<'_>) -> Result<(), Failure> {
    paper.step("The consent page")?;
    paper.same("asks", heading(page).as_deref(), Some("Allow Invoice Sync to use your Acme account?"))?;
    for (what, words) in [("who made it", "Northwind"), ("as whom", "Ada Byron"), ("where it leads", "127.0.0.1")] {
        paper.holds(&format!("says {what}"), page.body.contains(words))?;
    }
    paper.holds("cannot be framed", policy(page).contains("frame-ancestors 'none'"))?;
    paper.same("is kept nowhere", page.header("cache-control"), Some("no-store"))
}

async fn denied(
    world: &World<'_>,
    browser: &mut Browser,
    page: &Answer,
    request: &Request,
    paper: &mut Paper<'_>,
) -> Result<(), Failure> {
    paper.step("Deny")?;
    let answer = browser.submit(page, DECISION, &[("decision", "deny")], paper).await?;
    paper.same("303", answer.status, 303)?;
    let there = answer.header("location").is_some_and(|location| location.starts_with(&world.redirect_uri));
    paper.holds("back to the application", there)?;
    paper.same("with the error", parameter(&answer, "error").as_deref(), Some("access_denied"))?;
    let sentence = "The end-user or authorization server denied the request.";
    paper.same("in the words", parameter(&answer, "error_description").as_deref(), Some(sentence))?;
    paper.same("its state", parameter(&answer, "state").as_deref(), Some(request.state.as_str()))?;
    paper.same("and no code", parameter(&answer, "code"), None)
}

async fn allowed(world: &World<'_>, browser: &mut Browser, paper: &mut Paper<'_>) -> Result<Code, Failure> {
    paper.step("Ask again, and allow")?;
    let request = world.request();
    let page = browser.get(&request.path(), paper).await?;
    paper.same("a no is not remembered", page.status, 200)?;
    let answer = browser.submit(&page, DECISION, &[("decision", "allow")], paper).await?;
    paper.same("303", answer.status, 303)?;
    paper.same("with the state that was sent", parameter(&answer, "state"), Some(request.state))?;
    paper.same("and the issuer (RFC 9207)", parameter(&answer, "iss"), Some(world.acme.issuer.clone()))?;
    let code = parameter(&answer, "code").unwrap_or_default();
    paper.holds("and a code", !code.is_empty())?;
    Ok(Code { code, verifier: request.verifier })
}

/// Signs somebody in and allows `request`, printing it; the answer leads to the client.
pub(super) async fn allow(
    browser: &mut Browser,
    request: &Request,
    email: &str,
    paper: &mut Paper<'_>,
) -> Result<Answer, Failure> {
    let mut page = browser.get(&request.path(), paper).await?;
    if page.status == 303 && page.header("location").is_some_and(|location| location.starts_with(SIGN_IN)) {
        let location = page.header("location").unwrap_or_default().to_owned();
        let form = browser.get(&location, paper).await?;
        let answer = browser.submit(&form, SIGN_IN, &[("email", email), ("password", PASSWORD)], paper).await?;
        let location = answer.header("location").unwrap_or_default().to_owned();
        page = browser.get(&location, paper).await?;
    }
    if page.status == 303 {
        return Ok(page);
    }
    browser.submit(&page, DECISION, &[("decision", "allow")], paper).await
}
