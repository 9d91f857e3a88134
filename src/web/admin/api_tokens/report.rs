//! `/admin/api_tokens/usage`: who still uses which token, and which are ready to end.
//!
//! All of them on one page: an account has 256 at most (2,048 after an import), and whoever moves off them wants to see
//! where the list ends.

use actix_web::{HttpRequest, HttpResponse};

use super::super::admin::Admin;
use super::super::query::Query;
use super::usage::{days, periods, since};
use super::{REPORT, crumb, number, path};
use crate::sidecar::usage::{Line, Ready, USUAL_DAYS};
use crate::web::api_token_usage;
use crate::web::pages::admin::api_token_report as page;
use crate::web::pages::admin::parts::Choice;
use crate::web::pages::admin::shell::Section;

/// The word that asks for those that are ready alone.
const READY: &str = "ready";

/// The token that is called most comes first.
pub(super) async fn show(admin: Admin, request: HttpRequest) -> HttpResponse {
    let shown = async {
        let query = Query::of(&request);
        let (tenant, since) = (admin.tenant(), since(&admin, days(&query)));
        let mut lines = api_token_usage::lines(&admin.visit.grantor, tenant, since, USUAL_DAYS).await?;
        lines.sort_by_key(|line| std::cmp::Reverse((line.used.calls, line.token.last_used_at, line.token.id)));
        Ok(admin.page(&page(&admin, &query, &lines)))
    };
    admin.answer(shown.await)
}

fn page(admin: &Admin, query: &Query, lines: &[Line]) -> page::Report {
    let ready = query.get("show") == Some(READY);
    let shown = lines.iter().filter(|line| !ready || line.ready.is_some());
    page::Report {
        shell: admin.shell(Section::ApiTokens, true),
        crumb: crumb(admin),
        here: REPORT.to_owned(),
        periods: periods(admin, days(query)),
        readiness: vec![
            Choice::new("", admin.say("sunset-all"), !ready),
            Choice::new(READY, admin.say("api-report-ready"), ready),
        ],
        rows: shown.map(row).collect(),
    }
}

fn row(line: &Line) -> page::Row {
    let Line { token, used, ready, .. } = line;
    page::Row {
        href: path(token.id, "/usage"),
        name: token.source().label,
        calls: number(used.calls),
        refused: number(used.refused),
        people: number(used.users),
        addresses: number(used.addresses),
        agents: number(used.user_agents),
        used: token.last_used_at,
        ready: ready.map(Ready::as_str),
    }
}
