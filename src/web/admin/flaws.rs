//! What is wrong with a form, in the page's language.
//!
//! The use cases say it in English, for the API and the command line. Here the kind of flaw and the field choose the
//! sentence; what was typed wrongly in a list of redirect URLs is looked at once more, one by one, so that each reason
//! stands beside its URL.

use super::admin::Admin;
use crate::clients;
use crate::protocol::lifetimes::Bounds;
use crate::protocol::redirect_uri::{self, Refused as Unfit};
use crate::refused::{Flaw as Kind, Problem};
use crate::web::pages::admin::parts::Flaw;
use crate::web::pages::phrase::Phrase;

/// One flaw for each problem, about the field that is labelled with the message `label`.
pub(super) fn flaws(admin: &Admin, problems: &[Problem], label: impl Fn(&str) -> &'static str) -> Vec<Flaw> {
    let flaw = |problem: &Problem| {
        let field = field(&problem.field);
        Flaw { says: says(admin, problem, field, label(field)), field: field.to_owned() }
    };
    let mut flaws: Vec<Flaw> = problems.iter().filter(|problem| problem.field != "redirect_uris").map(flaw).collect();
    flaws.dedup_by(|one, other| one.field == other.field);
    flaws
}

/// `settings.access_token` is the field `access_token`.
fn field(name: &str) -> &str {
    name.strip_prefix("settings.").unwrap_or(name)
}

fn says(admin: &Admin, problem: &Problem, field: &str, label: &'static str) -> Phrase {
    let name = admin.say(label).plain().to_string();
    let about = |id| admin.say(id).name("field", &name);
    if let Some(Bounds { least, most, .. }) = problem.bounds {
        let number = |seconds: i64| u32::try_from(seconds).unwrap_or_default();
        return about("flaw-seconds").digits("least", number(least)).digits("most", number(most));
    }
    match (problem.flaw, field) {
        (Kind::Taken, "identifier") => admin.say("flaw-identifier-taken"),
        (Kind::Invalid, "identifier") => admin.say("flaw-identifier").code("prefix", clients::GLOBAL_PREFIX),
        (Kind::Invalid, "allowed_scopes") => admin.say("flaw-scopes"),
        (Kind::Invalid, "owner" | "service_account" | "assigned_user") => about("flaw-person"),
        (Kind::Invalid, "scopes") => admin.say("flaw-token-scopes"),
        (Kind::Invalid, "allowed_ips") => admin.say("flaw-addresses"),
        (Kind::Invalid, "expires_at") => admin.say("flaw-time"),
        (Kind::Invalid, "email") => admin.say("flaw-email"),
        (Kind::Blank, _) => about("flaw-blank"),
        (Kind::Taken, _) => about("flaw-taken"),
        (Kind::TooLong, _) => about("flaw-too-long"),
        (Kind::Invalid, "name" | "company" | "description") => about("flaw-text"),
        (Kind::Invalid, _) => about("flaw-other"),
    }
}

/// What is wrong with each of the redirect URLs.
pub(super) fn of_redirects(admin: &Admin, uris: &[String], public: bool) -> Vec<Flaw> {
    let flaw = |uri: &str, why| Flaw {
        field: "redirect_uris".to_owned(),
        says: admin.say("flaw-redirect").code("uri", &uri.chars().take(200).collect::<String>()).word("why", why),
    };
    let unfit = |uri: &String| redirect_uri::check(uri, public).err().map(|unfit| flaw(uri, why(&unfit, public)));
    let mut flaws: Vec<Flaw> = uris.iter().filter_map(unfit).collect();
    if let (Some(last), true) = (uris.last(), uris.len() > clients::MOST_URIS) {
        flaws.push(flaw(last, "too-many"));
    }
    flaws
}

/// The word in the message `flaw-redirect`.
const fn why(unfit: &Unfit, public: bool) -> &'static str {
    match unfit {
        Unfit::Empty | Unfit::Relative => "relative",
        Unfit::TooLong => "too-long",
        Unfit::NotAscii => "not-ascii",
        Unfit::Whitespace => "whitespace",
        Unfit::Backslash => "backslash",
        Unfit::Character(_) => "character",
        Unfit::Wildcard => "wildcard",
        Unfit::ActiveScheme(_) => "active-scheme",
        Unfit::Fragment => "fragment",
        Unfit::UserInfo => "user-info",
        Unfit::Host => "host",
        Unfit::PrivateAddress => "private-address",
        Unfit::PlainHttp => "plain-http",
        Unfit::ReservedParameter(_) => "reserved",
        Unfit::SchemeInCapitals(_) => "capitals",
        Unfit::SchemeWithoutDot(_) if public => "without-dot",
        // With a dot it would be refused for this.
        Unfit::SchemeWithoutDot(_) | Unfit::SchemeOfConfidentialClient => "scheme",
    }
}
