//! `/admin/api_tokens/sunset`: how the account's API tokens end, and what would happen when.

use actix_web::HttpResponse;

use super::super::admin::Admin;
use super::{crumb, path};
use crate::sidecar::sunset::{self, Kind, Step};
use crate::storage::{Db, Failure};
use crate::tenants;
use crate::tenants::sunset::Sunset;
use crate::web::pages::admin::api_token_sunset as page;
use crate::web::pages::admin::shell::Section;
use crate::web::pages::phrase::Phrase;

/// How far ahead is looked, in seconds.
const AHEAD: i64 = 365 * 86_400;

/// How many steps are shown.
const SHOWN: usize = 200;

/// The rules, and their dry run.
pub(super) async fn show(admin: Admin) -> HttpResponse {
    let grantor = &admin.visit.grantor;
    let (tenant, now) = (admin.tenant(), grantor.now());
    let read = move |db: &mut Db| {
        let kept = tenants::store::by_id(db, tenant)?.and_then(|tenant| tenant.settings.api_token_sunset);
        let policy = kept.unwrap_or_default();
        let steps = sunset::plan(db, tenant, &policy, now, now.plus(AHEAD))?;
        Ok((policy, steps))
    };
    let shown = async {
        grantor.api_token_usage.flush(&grantor.storage).await?;
        let (policy, steps) = admin.search::<_, Failure>(read).await?;
        Ok(admin.page(&page::Sunset {
            shell: admin.shell(Section::ApiTokens, true),
            crumb: crumb(&admin),
            rules: rules(&admin, &policy),
            more: u32::try_from(steps.len().saturating_sub(SHOWN)).unwrap_or(u32::MAX),
            steps: steps.into_iter().take(SHOWN).map(step).collect(),
        }))
    };
    admin.answer(shown.await)
}

fn rules(admin: &Admin, policy: &Sunset) -> Vec<Phrase> {
    if *policy == Sunset::default() {
        return Vec::new();
    }
    let days = |id, days: i64| admin.say(id).number("count", u32::try_from(days).unwrap_or_default());
    let mut rules = Vec::new();
    rules.extend(policy.no_new_from.map(|at| admin.say("sunset-no-new").time("time", at)));
    rules.extend(policy.idle_days.map(|idle| days("sunset-idle", idle)));
    rules.extend(policy.delete_after_days.map(|after| days("sunset-delete", after)));
    let trial = |window: &tenants::sunset::Window| {
        admin.say("sunset-brown-out").time("from", window.from).time("until", window.until)
    };
    rules.extend(policy.brown_outs.iter().map(trial));
    rules.extend(policy.ends_at.map(|at| admin.say("sunset-end").time("time", at)));
    rules.push(days("sunset-announce", policy.announced_ahead() / 86_400));
    rules
}

fn step(step: Step) -> page::Step {
    let token = step.token.map(|id| (path(id, ""), step.description));
    page::Step { at: step.at, kind: Kind::as_str(step.kind), token }
}
