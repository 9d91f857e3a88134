//! Legacy API tokens.

use askama::Template;

use super::{Crumb, Entry, NOW, Pen, Sample, Section, form};
use crate::web::pages::admin::api_token_report::{Report, Row};
use crate::web::pages::admin::api_token_sunset::{Step, Sunset};
use crate::web::pages::admin::api_token_usage::{Day, Refusal, Share, Shares, Usage};
use crate::web::pages::admin::api_tokens::{ApiToken, ApiTokenPage, ApiTokens, Fields};
use crate::web::pages::admin::client_form::Scope;
use crate::web::pages::admin::confirm::Confirm;
use crate::web::pages::admin::parts::{Choice, Column, Flaw, Pages};
use crate::web::pages::admin::shown_once::ShownOnce;
use crate::web::pages::consent::Meaning;
use crate::web::pages::phrase::Phrase;

const ONE: &str = "/admin/api_tokens/5";

const SUNSET: &str = "/admin/api_tokens/sunset";
const REPORT: &str = "/admin/api_tokens/usage";

impl Pen<'_> {
    pub(super) fn api_tokens(&self) -> Vec<Sample> {
        let mut all = self.api_token_lists();
        all.extend(self.api_token_forms());
        all.extend(self.api_token_questions());
        all.extend(self.api_token_usage());
        all.extend(self.api_token_report());
        all.extend(self.api_token_sunset());
        all
    }

    fn api_token(&self, active: bool) -> ApiToken {
        let entry = |name| Entry::new(ONE.to_owned(), self.say(name));
        let entries = vec![
            entry("admin-edit"),
            entry("api-tokens-usage"),
            entry("admin-view-audit-log"),
            entry(if active { "admin-deactivate" } else { "admin-reactivate" }),
            Entry::ending(format!("{ONE}/delete"), self.say("admin-delete")),
        ];
        ApiToken {
            href: ONE.to_owned(),
            name: self.words.app.clone(),
            hint: "k7Qm2x".to_owned(),
            assigned: active.then(|| self.words.email.clone()),
            created: NOW.plus(-86_400 * 900),
            used: active.then_some(NOW.plus(-300)),
            expires: active.then_some(NOW.plus(86_400 * 30)),
            status: if active { "active" } else { "deactivated" },
            entries: entries.into_iter().filter(|entry| !(active && entry.ends)).collect(),
        }
    }

    fn api_token_lists(&self) -> Vec<Sample> {
        let column = |name, sorted| Column { name: self.say(name), href: "/admin/api_tokens".to_owned(), sorted };
        let room = |id, count| self.say(id).number("count", count).number("most", 256);
        let over = ApiToken { status: "expired", expires: Some(NOW.plus(-60)), ..self.api_token(true) };
        let usual = ApiTokens {
            shell: self.shell(Section::ApiTokens, Some("api-tokens-done-deleted")),
            add: Some("/admin/api_tokens/new".to_owned()),
            access: true,
            switch: "/admin/api/settings/api_token_access".to_owned(),
            report: REPORT.to_owned(),
            sunset: SUNSET.to_owned(),
            room: room("api-tokens-room", 14),
            text: String::new(),
            statuses: vec![
                self.choice("", "admin-any-status", true),
                self.choice("active", "admin-active", false),
                self.choice("deactivated", "admin-deactivated", false),
            ],
            filtered: false,
            columns: [
                column("api-tokens-description", None),
                column("admin-created", Some("descending")),
                column("tokens-used", None),
            ],
            rows: vec![self.api_token(true), over, self.api_token(false)],
            pages: Pages { before: None, after: Some("/admin?a=1".to_owned()) },
        };
        let full = ApiTokens { add: None, room: room("api-tokens-full", 256), ..usual.clone() };
        let over = ApiTokens { add: None, room: self.say("api-tokens-no-new"), ..usual.clone() };
        let none = ApiTokens { rows: Vec::new(), pages: Pages::default(), ..usual.clone() };
        let unmatched = ApiTokens { filtered: true, text: self.words.app.clone(), ..none.clone() };
        let off = ApiTokens { add: None, access: false, ..usual.clone() };
        let never_on = ApiTokens { rows: Vec::new(), pages: Pages::default(), ..off.clone() };
        vec![
            ("admin-api-tokens", usual.render()),
            ("admin-api-tokens-full", full.render()),
            ("admin-api-tokens-over", over.render()),
            ("admin-api-tokens-none", none.render()),
            ("admin-api-tokens-unmatched", unmatched.render()),
            ("admin-api-tokens-off", off.render()),
            ("admin-api-tokens-never-on", never_on.render()),
        ]
    }

    fn api_token_forms(&self) -> Vec<Sample> {
        let scope = |word: &str, meaning, allowed| Scope { word: word.to_owned(), meaning, allowed };
        let scopes =
            vec![scope("read", Meaning::Read, false), scope("tickets:read", Meaning::See("tickets".to_owned()), true)];
        let new = ApiTokenPage {
            shell: self.shell(Section::ApiTokens, None),
            crumb: self.crumb(Section::ApiTokens),
            title: self.say("api-tokens-add"),
            token: None,
            fields: Fields { scopes: scopes.clone(), ..Fields::default() },
            flaws: Vec::new(),
            form: form("/admin/api_tokens/new", self.words),
            cancel: "/admin/api_tokens".to_owned(),
        };
        let fields = Fields {
            description: self.words.app.clone(),
            user: self.words.email.clone(),
            limited: true,
            scopes,
            allowed_ips: "192.0.2.0/24\n2001:db8::7/128".to_owned(),
            expires_at: "2026-12-21T10:00".to_owned(),
        };
        let edit = ApiTokenPage {
            shell: self.shell(Section::ApiTokens, Some("api-tokens-done-saved")),
            title: self.say("clients-edit-title").name("app", &self.words.app),
            token: Some(self.api_token(true)),
            fields: fields.clone(),
            form: form(ONE, self.words),
            ..new.clone()
        };
        let flaw = |field: &str, says| Flaw { field: field.to_owned(), says };
        let about = |id| self.say(id).name("field", &self.words.app);
        let flaws = vec![
            flaw("description", about("flaw-too-long")),
            flaw("assigned_user", about("flaw-person")),
            flaw("scopes", self.say("flaw-token-scopes")),
            flaw("allowed_ips", self.say("flaw-addresses")),
            flaw("expires_at", self.say("flaw-time")),
        ];
        let wrong = ApiTokenPage { fields, flaws, ..new.clone() };
        vec![
            ("admin-api-token-new", new.render()),
            ("admin-api-token-wrong", wrong.render()),
            ("admin-api-token", edit.render()),
            ("admin-api-token-made", self.api_token_made().render()),
        ]
    }

    fn api_token_made(&self) -> ShownOnce {
        ShownOnce {
            shell: self.shell(Section::ApiTokens, None),
            crumb: self.crumb(Section::ApiTokens),
            title: self.say("api-tokens-made-title"),
            advice: self.say("api-tokens-made-advice"),
            beside: vec![(self.say("api-tokens-description"), self.words.app.clone())],
            label: self.say("api-tokens-one"),
            secret: "k7Qm2x9w1Zq8mVb3Xn6Lk0pRs7YcHd2JgAeUoWi5QxTt4".to_owned(),
            sentences: vec![self.say("api-tokens-made-how").code("user", "ada@acme.com/token")],
            next: Crumb { href: "/admin/api_tokens".to_owned(), name: self.say("admin-save") },
        }
    }

    fn api_token_questions(&self) -> Vec<Sample> {
        let ask = |title, says: Vec<Phrase>, button| {
            self.question(Section::ApiTokens, self.about_person(title), says, button)
        };
        let stop = vec![
            self.say("api-tokens-delete-first"),
            self.say("api-tokens-deactivate-says"),
            self.say("clients-delete-used").time("time", NOW),
            self.say("api-usage-shared").number("count", 3),
        ];
        let refused = self.say("api-tokens-refused-says").number("count", 1_204);
        let start = vec![self.say("api-tokens-reactivate-says"), refused.clone()];
        let delete = ask("api-tokens-delete-title", vec![self.say("api-tokens-delete-says"), refused], "admin-delete");
        vec![
            ("admin-api-token-deactivate", ask("api-tokens-deactivate-title", stop, "admin-deactivate").render()),
            ("admin-api-token-reactivate", ask("api-tokens-reactivate-title", start, "admin-reactivate").render()),
            ("admin-api-token-delete", Confirm { ends: true, ..delete }.render()),
        ]
    }

    fn periods(&self) -> Vec<Choice> {
        let period = |days: u32| {
            let name = self.say("api-usage-days-back").number("count", days);
            Choice::new(days.to_string(), name, days == 30)
        };
        [7, 30, 90].map(period).to_vec()
    }

    fn api_token_report(&self) -> Vec<Sample> {
        let row = |calls, ready| Row {
            href: format!("{ONE}/usage"),
            name: self.words.app.clone(),
            calls,
            refused: calls / 90,
            people: 2,
            addresses: 1,
            agents: 3,
            used: (calls > 0).then_some(NOW),
            ready,
        };
        let all = Report {
            shell: self.shell(Section::ApiTokens, None),
            crumb: self.crumb(Section::ApiTokens),
            here: REPORT.to_owned(),
            periods: self.periods(),
            readiness: vec![
                Choice::new("", self.say("sunset-all"), true),
                Choice::new("ready", self.say("api-report-ready"), false),
            ],
            rows: vec![row(10_204, None), row(90, Some("moved")), row(0, Some("unused")), row(0, Some("quiet"))],
        };
        let none = Report { rows: Vec::new(), ..all.clone() };
        vec![("admin-api-token-report", all.render()), ("admin-api-token-report-none", none.render())]
    }

    fn api_token_usage(&self) -> Vec<Sample> {
        let named = |name: &str| self.say("audit-actor-named").name("name", name);
        let share = |name, calls| Share { name, calls, last: NOW };
        let shares = |heading, what, rows| Shares { heading: self.say(heading), what: self.say(what), rows };
        let others = share(self.say("api-usage-others"), 3);
        let refusal = |person| Refusal {
            person,
            address: "2001:db8::7".to_owned(),
            agent: self.words.description.clone(),
            path: "/api/v2/tickets.json".to_owned(),
            calls: 41,
            last: NOW,
        };
        let shared = Usage {
            shell: self.shell(Section::ApiTokens, None),
            crumb: Crumb { href: ONE.to_owned(), name: named(&self.words.app) },
            title: self.about_person("api-usage-title"),
            here: format!("{ONE}/usage"),
            periods: self.periods(),
            used: self.say("admin-at").time("time", NOW),
            calls: 10_204,
            refused: 41,
            shared: Some(self.say("api-usage-shared").number("count", 2)),
            shares: vec![
                shares(
                    "api-usage-people",
                    "api-usage-person",
                    vec![share(named(&self.words.email), 9_000), others.clone()],
                ),
                shares("api-usage-addresses", "audit-address", vec![share(named("192.0.2.7"), 9_000)]),
                shares("api-usage-agents", "api-usage-agent", vec![share(named(&self.words.app), 1_201), others]),
            ],
            days: vec![
                Day { day: NOW, calls: 204, refused: 41 },
                Day { day: NOW.plus(-86_400), calls: 10, refused: 0 },
            ],
            refusals: vec![refusal(named(&self.words.email)), refusal(self.say("api-usage-unknown"))],
            entries: self.api_token(false).entries,
        };
        let unused = Usage {
            used: self.say("admin-never-used"),
            calls: 0,
            refused: 0,
            shared: None,
            shares: Vec::new(),
            days: Vec::new(),
            refusals: Vec::new(),
            ..shared.clone()
        };
        vec![("admin-api-token-usage", shared.render()), ("admin-api-token-unused", unused.render())]
    }

    fn api_token_sunset(&self) -> Vec<Sample> {
        let days = |id, days| self.say(id).number("count", days);
        let token = || Some((ONE.to_owned(), self.words.app.clone()));
        let step = |day: i64, kind, token| Step { at: NOW.plus(day * 86_400), kind, token };
        let some = Sunset {
            shell: self.shell(Section::ApiTokens, None),
            crumb: self.crumb(Section::ApiTokens),
            rules: vec![
                self.say("sunset-no-new").time("time", NOW),
                days("sunset-idle", 60),
                days("sunset-delete", 1),
                self.say("sunset-brown-out").time("from", NOW).time("until", NOW.plus(3_600)),
                self.say("sunset-end").time("time", NOW),
                days("sunset-announce", 14),
            ],
            steps: vec![
                step(1, "no_new", None),
                step(2, "brown_out", None),
                step(3, "idle", token()),
                step(30, "end", None),
                step(60, "delete", token()),
            ],
            more: 3,
        };
        let quiet = Sunset { steps: Vec::new(), more: 0, ..some.clone() };
        let none = Sunset { rules: Vec::new(), ..quiet.clone() };
        vec![
            ("admin-sunset", some.render()),
            ("admin-sunset-quiet", quiet.render()),
            ("admin-sunset-none", none.render()),
        ]
    }
}
