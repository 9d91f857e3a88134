//! Every page with every kind of content, for the tests that draw them all and for whoever changes how
//! they look. Public only so that the browser tests draw the same.

mod account;
mod admin;
mod words;

use askama::Template;

use super::brand;
use super::consent::{Asking, Consent, Meaning, Next, Person, RESOURCES, Scope};
use super::form::Form;
use super::frame::{Account, Frame, Links};
use super::language::Language;
use super::phrase::Phrase;
use super::problem::{Problem, ProblemPage, Unanswered, Way};
use super::reference::{Call, Field, Group, Reference};
use super::sign_in::{PasswordTrouble, SetPassword, SignIn, SignInTrouble, SignedOut};
use super::sso::NotLetIn;
use crate::clock::Moment;
pub use words::Words;

/// 2026-11-21, half past ten in the morning.
const NOW: Moment = Moment::from_micros(1_795_257_000_000_000);

/// The colour of an account that has one.
pub const ACCENT: &str = "#a3195b";

/// A page with a name of its own.
pub type Sample = (&'static str, askama::Result<String>);

/// Every page in `language`, saying `words`.
pub fn pages(language: Language, words: &Words) -> Vec<Sample> {
    let mut pages = signing_in(language, words);
    pages.extend(account::pages(language, words));
    pages.extend(consents(language, words));
    pages.extend(problems(language, words));
    pages.push(("reference", reference(language, words).render()));
    pages.extend(admin::pages(language, words));
    pages
}

fn frame(language: Language, words: &Words) -> Frame {
    Frame {
        language,
        account: Some(Account {
            name: words.account.clone(),
            address: "acme.example.com".to_owned(),
            logo: None,
            brand: None,
        }),
        vendor: words.vendor.clone(),
        links: Links {
            help: Some("https://help.example.com/".to_owned()),
            privacy: Some("https://help.example.com/privacy".to_owned()),
            terms: Some("https://help.example.com/terms".to_owned()),
        },
        here: Some("/oauth/authorizations/new?client_id=invoice_sync".to_owned()),
        now: NOW,
    }
}

/// The frame of an account with a logo and a colour of its own.
fn branded(language: Language, words: &Words) -> Frame {
    let plain = frame(language, words);
    let own = |account| Account { logo: Some("/logos/2".to_owned()), brand: brand::link(Some(ACCENT)), ..account };
    Frame { account: plain.account.map(own), ..plain }
}

fn form(action: &str, words: &Words) -> Form {
    let hidden = vec![
        ("client_id".to_owned(), words.identifier.clone()),
        ("state".to_owned(), words.state.clone()),
        ("scope".to_owned(), "read write".to_owned()),
    ];
    Form { action: action.to_owned(), hidden, csrf: "9rYpVYl3Oe9lEhF1zvEJYaBRZKc2e5W6W2cYqJ8rU8k".to_owned() }
}

fn signing_in(language: Language, words: &Words) -> Vec<Sample> {
    let usual = SignIn {
        frame: frame(language, words),
        app: Some(words.app.clone()),
        vendor_sign_in: None,
        email: String::new(),
        trouble: None,
        form: Some(form("/access/login", words)),
    };
    let trouble =
        |trouble| SignIn { email: words.email.clone(), trouble: Some(trouble), app: None, ..usual.clone() }.render();
    let vendor = SignIn { vendor_sign_in: Some("/access/vendor".to_owned()), ..usual.clone() };
    let password = SetPassword {
        frame: frame(language, words),
        email: words.email.clone(),
        minimum: 12,
        trouble: None,
        form: form("/access/password", words),
    };
    let refused = |trouble| SetPassword { trouble: Some(trouble), ..password.clone() }.render();
    vec![
        ("sign-in", usual.render()),
        ("sign-in-wrong", trouble(SignInTrouble::Wrong)),
        ("sign-in-locked", trouble(SignInTrouble::Locked { minutes: 5 })),
        ("sign-in-stale", trouble(SignInTrouble::Stale)),
        ("sign-in-ended", trouble(SignInTrouble::Ended)),
        ("sign-in-vendor", vendor.render()),
        ("sign-in-brand", SignIn { frame: branded(language, words), ..usual.clone() }.render()),
        ("sign-in-vendor-only", SignIn { form: None, ..vendor }.render()),
        ("set-password", password.render()),
        ("set-password-short", refused(PasswordTrouble::Short)),
        ("set-password-long", refused(PasswordTrouble::Long { maximum: 256 })),
        ("set-password-guessable", refused(PasswordTrouble::Guessable)),
        ("signed-out", SignedOut { frame: frame(language, words), sign_in: "/access/login".to_owned() }.render()),
    ]
}

fn reference(language: Language, words: &Words) -> Reference {
    let field = |name: &str, kind: &str| Field { name: name.to_owned(), kind: kind.to_owned(), says: String::new() };
    let page = Field { says: words.meaning.clone(), ..field("page[size]", "integer") };
    let call = |method: &str, path: &str| Call {
        method: method.to_owned(),
        path: path.to_owned(),
        summary: words.description.clone(),
        description: words.meaning.clone(),
        parameters: vec![page.clone(), field(&words.identifier, "integer | string | null")],
        takes: vec![field("client.name", "string | null")],
        status: "200".to_owned(),
        gives: vec![field("clients", "array of Client"), field(&words.resource, &words.host)],
        refusals: vec![("401".to_owned(), words.description.clone())],
    };
    let calls = vec![call("GET", "/api/v2/oauth/clients/{id}"), call("POST", "/api/v2/users/create_or_update")];
    let groups = vec![Group { name: "oauth/clients".to_owned(), calls }];
    Reference { frame: frame(language, words), document: "/openapi.json".to_owned(), groups: groups.into() }
}

fn consents(language: Language, words: &Words) -> Vec<Sample> {
    let scope = |meaning| Scope { meaning, new: false };
    let new = |meaning| Scope { meaning, new: true };
    let usual = Consent {
        frame: frame(language, words),
        client: Asking {
            name: words.app.clone(),
            publisher: Some(words.publisher.clone()),
            description: Some(words.description.clone()),
            logo: None,
            global: false,
        },
        person: Person {
            name: words.person.clone(),
            email: words.email.clone(),
            role: "agent",
            other_account: "/access/login?return_to=%2Foauth%2Fauthorizations%2Fnew".to_owned(),
        },
        scopes: vec![scope(Meaning::Write), scope(Meaning::Read)],
        allowed_less_on: None,
        idle_days: Some(30),
        next: Next::Site(words.host.clone()),
        asked_each_time: false,
        connected_apps: Some("/account/connected-apps".to_owned()),
        form: form("/oauth/authorizations", words),
    };
    let with = |change: &dyn Fn(&mut Consent)| {
        let mut consent = usual.clone();
        change(&mut consent);
        consent.render()
    };
    vec![
        ("consent", usual.render()),
        (
            "consent-new-scopes",
            with(&|consent| {
                consent.scopes = vec![
                    scope(Meaning::Read),
                    new(Meaning::Change("tickets".to_owned())),
                    new(Meaning::See("tickets".to_owned())),
                ];
                consent.allowed_less_on = Some(NOW.plus(-202 * 86_400));
            }),
        ),
        (
            "consent-public",
            with(&|consent| {
                consent.asked_each_time = true;
                consent.next = Next::Loopback(words.host.clone());
            }),
        ),
        ("consent-scheme", with(&|consent| consent.next = Next::Scheme(words.host.clone()))),
        (
            "consent-global",
            with(&|consent| {
                consent.client.global = true;
                consent.client.logo = Some("/logos/1".to_owned());
                consent.person.role = "admin";
                consent.scopes = vec![
                    scope(Meaning::Described(words.meaning.clone())),
                    scope(Meaning::SeeAndChange(words.resource.clone())),
                ];
                consent.allowed_less_on = Some(NOW.plus(-600 * 86_400));
            }),
        ),
        (
            "consent-many",
            with(&|consent| {
                let kinds = [Meaning::See, Meaning::Change, Meaning::SeeAndChange].into_iter().cycle();
                let known = RESOURCES.into_iter().zip(kinds).map(|(name, kind)| scope(kind(name.to_owned())));
                let named = [Meaning::See, Meaning::Change, Meaning::SeeAndChange];
                consent.scopes = known.chain(named.map(|kind| scope(kind(words.resource.clone())))).collect();
            }),
        ),
        (
            "consent-impersonate",
            with(&|consent| {
                let meanings = [
                    Meaning::SeeCredentials,
                    Meaning::ChangeCredentials,
                    Meaning::SeeAndChangeCredentials,
                    Meaning::Impersonate,
                    Meaning::Read,
                ];
                consent.scopes = meanings.into_iter().map(scope).collect();
                consent.person.role = "end-user";
                consent.idle_days = None;
                consent.client.publisher = None;
                consent.client.description = None;
                consent.connected_apps = None;
            }),
        ),
    ]
}

fn problems(language: Language, words: &Words) -> Vec<Sample> {
    let way = |href: &str, name| Way { href: href.to_owned(), name: Phrase::new(language, name) };
    let with = |frame, problem, ways| {
        ProblemPage { frame, problem, ways, reference: "01JD7Q3M9V8Z4X2C6B5N1A0S9D".to_owned() }.render()
    };
    let on = |problem, ways| with(Frame { here: None, ..frame(language, words) }, problem, ways);
    let page = |problem| on(problem, Vec::new());
    let home = || way("/", "account-home");
    let asked = Unanswered { app: words.app.clone(), again: "/oauth/authorizations/new".to_owned() };
    vec![
        ("problem-client-missing", page(Problem::ClientMissing)),
        ("problem-client-unknown", page(Problem::ClientUnknown(words.identifier.clone()))),
        ("problem-client-numeric", page(Problem::ClientNumeric("360000123".to_owned()))),
        ("problem-redirect-missing", page(Problem::RedirectMissing)),
        ("problem-redirect-unknown", page(Problem::RedirectUnknown)),
        ("problem-repeated", page(Problem::Repeated("redirect_uri"))),
        ("problem-oauth-off", page(Problem::OauthOff)),
        ("problem-admins-only", on(Problem::AdminsOnly, vec![way("/access/login", "problem-other-account"), home()])),
        ("problem-stale", on(Problem::Stale(Some(asked)), vec![way("/oauth/authorizations/new", "problem-again")])),
        ("problem-stale-unknown", page(Problem::Stale(None))),
        ("problem-foreign-origin", page(Problem::ForeignOrigin)),
        ("problem-not-found", on(Problem::NotFound, vec![home()])),
        ("problem-method", page(Problem::MethodNotAllowed)),
        ("problem-unreadable", page(Problem::Unreadable)),
        ("problem-link-spent", on(Problem::LinkSpent, vec![way("/access/login", "sign-in-submit")])),
        ("problem-sso-invalid", page(Problem::NotLetIn(NotLetIn::Invalid))),
        ("problem-sso-too-old", page(Problem::NotLetIn(NotLetIn::TooOld))),
        ("problem-sso-admin", page(Problem::NotLetIn(NotLetIn::Admin))),
        ("problem-sso-shut-out", page(Problem::NotLetIn(NotLetIn::ShutOut))),
        ("problem-sso-address-taken", page(Problem::NotLetIn(NotLetIn::AddressTaken))),
        ("problem-too-many", page(Problem::TooMany { minutes: 5 })),
        ("problem-busy", page(Problem::Busy)),
        ("problem-internal", page(Problem::Internal)),
        (
            "problem-account-unknown",
            with(
                Frame { account: None, links: Links::default(), here: None, ..frame(language, words) },
                Problem::AccountUnknown,
                Vec::new(),
            ),
        ),
    ]
}
