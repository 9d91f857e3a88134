//! The fields of an API token's form, and the change that they mean.

use super::super::admin::Admin;
use super::super::denied::Denied;
use super::super::flaws::flaws;
use super::super::people::named;
use super::super::scopes::{choices, kept, picked};
use super::Emails;
use crate::clock::Moment;
use crate::protocol::parameters::Parameters;
use crate::refused::Problem;
use crate::sidecar::token::{ApiToken, Change};
use crate::web::access::field;
use crate::web::pages::admin::api_tokens::Fields;
use crate::web::pages::admin::parts::Flaw;

/// What was sent.
pub(super) struct Read {
    /// As it stands in the fields.
    pub(super) fields: Fields,
    /// What it means.
    pub(super) change: Change,
    /// What means nothing.
    pub(super) flaws: Vec<Flaw>,
}

/// The message with the label of a field.
pub(super) fn label(field: &str) -> &'static str {
    match field {
        "description" => "api-tokens-description",
        "assigned_user" => "api-tokens-user",
        "scopes" => "api-tokens-scopes",
        "allowed_ips" => "api-tokens-ips",
        "expires_at" => "api-tokens-expires",
        _ => "admin-api-tokens",
    }
}

/// The fields of a new token.
pub(super) fn blank(admin: &Admin) -> Fields {
    Fields { scopes: choices(&admin.visit, &[]), ..Fields::default() }
}

/// The fields of `token`.
pub(super) fn fields(admin: &Admin, token: &ApiToken, emails: &Emails) -> Fields {
    let catalogue = &admin.visit.grantor.catalogue;
    let ticked = picked(catalogue, token.scopes.as_ref());
    let nets: Vec<String> = token.allowed_ips.iter().map(ToString::to_string).collect();
    Fields {
        description: token.description.clone(),
        user: token.assigned_user.and_then(|id| emails.get(&id).cloned()).unwrap_or_default(),
        limited: token.scopes.is_some(),
        scopes: choices(&admin.visit, &ticked),
        allowed_ips: nets.join("\n"),
        expires_at: token.expires_at.map(minute).unwrap_or_default(),
    }
}

/// As a browser's field has it, in UTC.
fn minute(at: Moment) -> String {
    at.rfc3339().chars().take(16).collect()
}

/// 1. The fields as they were sent. 2. People, scopes and times that mean nothing. 3. The change.
pub(super) async fn read(admin: &Admin, token: Option<&ApiToken>, sent: &Parameters) -> Result<Read, Denied> {
    let ticked: Vec<String> = sent.all("scope").map(str::to_owned).collect();
    let fields = typed(admin, sent, &ticked)?;
    let mut problems = Vec::new();
    let user = named(admin, "assigned_user", &fields.user, &mut problems).await?;
    if fields.limited && ticked.is_empty() {
        problems.push(Problem::invalid("scopes", "none"));
    }
    let before = token.and_then(|token| token.scopes.as_ref());
    let scopes = kept(&admin.visit.grantor.catalogue, before, &ticked);
    let nets = fields.allowed_ips.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    let change = Change {
        description: Some(fields.description.clone()),
        assigned_user: Some(user),
        scopes: Some(if fields.limited { scopes } else { String::new() }),
        allowed_ips: Some(nets),
        expires_at: end(token, &fields.expires_at, &mut problems),
        active: None,
    };
    Ok(Read { fields, change, flaws: flaws(admin, &problems, label) })
}

fn typed(admin: &Admin, sent: &Parameters, ticked: &[String]) -> Result<Fields, Denied> {
    Ok(Fields {
        description: field(sent, "description")?,
        user: field(sent, "assigned_user")?.trim().to_owned(),
        limited: field(sent, "limited")? == "yes",
        scopes: choices(&admin.visit, ticked),
        allowed_ips: field(sent, "allowed_ips")?,
        expires_at: field(sent, "expires_at")?.trim().to_owned(),
    })
}

/// When it is to stop. A time that nobody has touched stays as it is, to the second, also if it is over.
fn end(token: Option<&ApiToken>, text: &str, problems: &mut Vec<Problem>) -> Option<Option<Moment>> {
    if token.and_then(|token| token.expires_at).is_some_and(|end| minute(end) == text) {
        return None;
    }
    if text.is_empty() {
        return Some(None);
    }
    let read = [format!("{text}:00Z"), format!("{text}Z"), text.to_owned()];
    let read = read.iter().find_map(|text| Moment::from_rfc3339(text));
    if read.is_none() {
        problems.push(Problem::invalid("expires_at", "no time"));
    }
    Some(read)
}
