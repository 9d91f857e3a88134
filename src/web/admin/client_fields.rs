//! The fields of a client's form, and the change that they mean.

use super::admin::Admin;
use super::denied::Denied;
use super::flaws::{flaws, of_redirects};
use super::people::{emails, named};
use super::scopes::{choices, kept, picked};
use crate::clients::{Change, Client, Kind};
use crate::protocol::lifetimes::Bounds;
use crate::protocol::parameters::Parameters;
use crate::refused::Problem;
use crate::web::access::field;
use crate::web::pages::admin::client_form::Fields;
use crate::web::pages::admin::parts::{Choice, Flaw};

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
        "name" => "clients-name",
        "identifier" => "clients-identifier",
        "company" => "clients-company",
        "description" => "clients-description",
        "access_token_lifetime" => "settings-access-lifetime",
        "refresh_token_lifetime" => "settings-refresh-lifetime",
        "owner" => "clients-owner",
        "service_account" => "clients-service-account",
        _ => "admin-clients",
    }
}

/// The fields of a new client, which belongs to whoever registers it.
pub(super) fn blank(admin: &Admin) -> Fields {
    Fields {
        kinds: kinds(admin, Kind::Confidential),
        scopes: choices(&admin.visit, &[]),
        owner: admin.user.email.clone(),
        ..Fields::default()
    }
}

/// The fields of `client`.
pub(super) async fn fields(admin: &Admin, client: &Client) -> Result<Fields, Denied> {
    let [owner, service_account] = emails(admin, [client.owner, client.service_account]).await?;
    let seconds = |seconds: Option<i64>| seconds.map(|seconds| seconds.to_string()).unwrap_or_default();
    Ok(Fields {
        identifier: client.identifier.clone(),
        name: client.name.clone(),
        company: client.company.clone(),
        description: client.description.clone(),
        redirect_uris: client.redirect_uris.join("\n"),
        kinds: kinds(admin, client.kind),
        limited: client.allowed_scopes.is_some(),
        scopes: choices(&admin.visit, &picked(&admin.visit.grantor.catalogue, client.allowed_scopes.as_ref())),
        access_token_lifetime: seconds(client.access_token_lifetime),
        refresh_token_lifetime: seconds(client.refresh_token_lifetime),
        owner,
        service_account,
    })
}

fn kinds(admin: &Admin, kind: Kind) -> Vec<Choice> {
    let choice = |of: Kind, name| Choice::new(of.as_str(), admin.say(name), of == kind);
    vec![choice(Kind::Confidential, "clients-kind-confidential"), choice(Kind::Public, "clients-kind-public")]
}

/// 1. The fields as they were sent. 2. Numbers, people, scopes and redirect URLs that mean nothing. 3. The change.
pub(super) async fn read(admin: &Admin, client: Option<&Client>, sent: &Parameters) -> Result<Read, Denied> {
    let fields = typed(admin, client, sent)?;
    let kind = Kind::parse(&field(sent, "kind")?).unwrap_or(Kind::Confidential);
    let uris = lines(&fields.redirect_uris);
    let mut problems = Vec::new();
    let [access, refresh] = lifetimes(&fields, &mut problems);
    let owner = named(admin, "owner", &fields.owner, &mut problems).await?;
    let account = named(admin, "service_account", &fields.service_account, &mut problems).await?;
    let scopes = ticked_scopes(admin, client, sent, &fields, &mut problems);
    let flaws = [flaws(admin, &problems, label), of_redirects(admin, &uris, kind == Kind::Public)].concat();
    let change = Change {
        name: Some(fields.name.clone()),
        company: Some(fields.company.clone()),
        description: Some(fields.description.clone()),
        kind: Some(kind),
        owner: Some(owner),
        service_account: Some(account),
        redirect_uris: Some(uris),
        allowed_scopes: Some(if fields.limited { scopes } else { String::new() }),
        access_token_lifetime: Some(access),
        refresh_token_lifetime: Some(refresh),
        ..Change::default()
    };
    Ok(Read { fields, change, flaws })
}

fn ticked_scopes(
    admin: &Admin,
    client: Option<&Client>,
    sent: &Parameters,
    fields: &Fields,
    problems: &mut Vec<Problem>,
) -> String {
    let ticked: Vec<String> = sent.all("scope").map(str::to_owned).collect();
    if fields.limited && ticked.is_empty() {
        problems.push(Problem::invalid("allowed_scopes", "none"));
    }
    kept(&admin.visit.grantor.catalogue, client.and_then(|client| client.allowed_scopes.as_ref()), &ticked)
}

fn lifetimes(fields: &Fields, problems: &mut Vec<Problem>) -> [Option<i64>; 2] {
    let sent = [
        ("access_token_lifetime", &fields.access_token_lifetime, Bounds::ACCESS),
        ("refresh_token_lifetime", &fields.refresh_token_lifetime, Bounds::REFRESH),
    ];
    sent.map(|(field, text, bounds)| {
        seconds(text).unwrap_or_else(|()| {
            problems.push(Problem::outside(field, bounds));
            None
        })
    })
}

/// One a line; blank lines are nothing.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn typed(admin: &Admin, client: Option<&Client>, sent: &Parameters) -> Result<Fields, Denied> {
    let ticked: Vec<String> = sent.all("scope").map(str::to_owned).collect();
    let kind = Kind::parse(&field(sent, "kind")?).unwrap_or(Kind::Confidential);
    Ok(Fields {
        identifier: field(sent, "identifier")?.trim().to_owned(),
        name: field(sent, "name")?,
        company: field(sent, "company")?,
        description: field(sent, "description")?,
        redirect_uris: field(sent, "redirect_uris")?,
        kinds: kinds(admin, kind),
        limited: field(sent, "limited")? == "yes",
        scopes: choices(&admin.visit, &ticked),
        access_token_lifetime: field(sent, "access_token_lifetime")?,
        refresh_token_lifetime: field(sent, "refresh_token_lifetime")?,
        owner: match client {
            Some(_) => field(sent, "owner")?.trim().to_owned(),
            None => admin.user.email.clone(),
        },
        service_account: field(sent, "service_account")?.trim().to_owned(),
    })
}

/// None where nothing was typed.
fn seconds(text: &str) -> Result<Option<i64>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(drop),
    }
}

/// An identifier made of a name: ASCII letters and digits, everything between them one underscore; by its number if
/// nothing of the name is left.
pub(super) fn slug(name: &str, id: i64) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' };
    let words: String = name.chars().map(plain).collect();
    let slug = words.split_whitespace().collect::<Vec<_>>().join("_");
    let slug: String = slug.chars().take(64).collect();
    if slug.is_empty() { format!("client_{id}") } else { slug }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn an_identifier_is_made_of_the_name() {
        for (name, expected) in [
            ("Invoice Sync", "invoice_sync"),
            ("  Café №5 – Sync! ", "caf_5_sync"),
            ("請求書同期", "client_7"),
            ("zdg-evil", "zdg_evil"),
        ] {
            assert_eq!(slug(name, 7), expected);
        }
        assert_eq!(slug(&"a".repeat(100), 7).len(), 64);
    }
}
