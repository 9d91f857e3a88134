//! Changing a tenant.

use serde_json::{Map, Value};

use super::{Tenant, TenantId, check, settings, store};
use crate::audit::{self, Action, Stamp};
use crate::refused::{Problems, Refused};
use crate::storage::Tx;

/// What may be changed of a tenant; absent: stays as it is. The subdomain never changes: it is the
/// issuer of every token.
#[derive(Clone, Debug, Default)]
pub struct Change {
    /// What people call it.
    pub name: Option<String>,
    /// What the vendor calls it; blank takes it away.
    pub external_id: Option<String>,
    /// Whether it answers at all.
    pub active: Option<bool>,
    /// Whether applications may be allowed in.
    pub oauth_access: Option<bool>,
    /// Whether API tokens count.
    pub api_token_access: Option<bool>,
    /// Settings by name, as JSON; `null` takes one back to its default.
    pub settings: Map<String, Value>,
}

/// Changes the tenant `id`.
///
/// # Errors
/// [`Refused::Unknown`]; [`Refused::Invalid`] with every field or setting that cannot be so.
pub fn set(tx: &mut Tx<'_>, id: TenantId, change: &Change, stamp: &Stamp) -> Result<Tenant, Refused> {
    let found = store::claim(tx.db, id)?.filter(|tenant| tenant.id != TenantId::PLATFORM);
    let before = found.ok_or(Refused::Unknown("tenant"))?;
    let after = changed(before.clone(), change)?;
    check::free(tx, id, &after.subdomain, after.external_id.as_deref())?;

    let Some(details) = audit::changes(&before.told(), &after.told()) else { return Ok(before) };
    let after = Tenant { updated_at: stamp.at, ..after };
    store::update(tx.db, &after)?;
    tx.forget_tenant(id.number());
    let action = Action::of_liveness(before.active, after.active);
    audit::record(tx.db, id.number(), stamp, action, after.source(), details)?;
    Ok(after)
}

pub(super) fn changed(mut tenant: Tenant, change: &Change) -> Result<Tenant, Refused> {
    let mut problems = Problems::default();
    // A name that is kept already stays, whatever is refused since.
    if let Some(name) = change.name.as_ref().filter(|name| name.trim() != tenant.name) {
        tenant.name = problems.take(check::name(name));
    }
    if let Some(external) = &change.external_id {
        tenant.external_id = problems.take(check::external_id(Some(external)));
    }
    tenant.active = change.active.unwrap_or(tenant.active);
    tenant.oauth_access = change.oauth_access.unwrap_or(tenant.oauth_access);
    tenant.api_token_access = change.api_token_access.unwrap_or(tenant.api_token_access);
    for (name, value) in &change.settings {
        match settings::with(&tenant.settings, name, value) {
            Ok(settings) => tenant.settings = settings,
            Err(problem) => problems.note(problem),
        }
    }
    settings::check(&tenant.settings, &mut problems);
    problems.none()?;
    Ok(tenant)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::tenants::fixture::House;

    async fn try_set(house: &House, id: TenantId, change: Change) -> Result<Tenant, Refused> {
        let stamp = house.stamp().await;
        house.storage.write(move |tx| set(tx, id, &change, &stamp)).await
    }

    fn settings(value: &Value) -> Change {
        Change { settings: value.as_object().cloned().unwrap_or_default(), ..Change::default() }
    }

    #[tokio::test]
    async fn switches_name_and_settings_change_and_the_log_says_what() {
        let house = House::new().await;
        let id = house.tenant("acme").await.id;
        let change =
            Change { oauth_access: Some(true), name: Some("Acme".into()), ..settings(&json!({"refresh_leeway": 0})) };
        let acme = try_set(&house, id, change.clone()).await.unwrap();
        assert!(acme.oauth_access && acme.name == "Acme" && acme.settings.refresh_leeway == 0);
        let log = house.log(id).await;
        assert_eq!(log[0].details["before"]["oauth_access"], false);
        assert_eq!(log[0].details["after"]["settings"]["refresh_leeway"], 0);
        assert!(log[0].details["after"].get("active").is_none());

        try_set(&house, id, change).await.unwrap();
        assert_eq!(house.log(id).await.len(), log.len(), "what changes nothing is no event");
        let acme = try_set(&house, id, settings(&json!({"refresh_leeway": null}))).await.unwrap();
        assert_eq!(acme.settings.refresh_leeway, 60);
    }

    #[tokio::test]
    async fn stopping_and_starting_have_names_of_their_own() {
        let house = House::new().await;
        let id = house.tenant("acme").await.id;
        for (active, action) in [(false, Action::Deactivate), (true, Action::Reactivate)] {
            let change = Change { active: Some(active), ..Change::default() };
            assert_eq!(try_set(&house, id, change).await.unwrap().active, active);
            assert_eq!(house.log(id).await[0].action, action);
        }
    }

    #[tokio::test]
    async fn a_setting_that_cannot_be_is_refused_by_name() {
        let house = House::new().await;
        let id = house.tenant("acme").await.id;
        for (given, field) in [
            (json!({"no_such": 1}), "settings.no_such"),
            (json!({"no_such": null}), "settings.no_such"),
            (json!({"unknown": {}}), "settings.unknown"),
            (json!({"unknown": null}), "settings.unknown"),
            (json!({"refresh_leeway": "soon"}), "settings.refresh_leeway"),
            (json!({"refresh_leeway": 300}), "settings.refresh_leeway"),
            (json!({"session_lifetime": 1}), "settings.session_lifetime"),
            (json!({"access_token": {"most": 172_801}}), "settings.access_token"),
            (json!({"access_token": {"least": 600, "most": 300}}), "settings.access_token"),
            (json!({"refresh_token": {"default": 1}}), "settings.refresh_token"),
            (json!({"authorizing_role": "owner"}), "settings.authorizing_role"),
            (json!({"accent": "#ffff00"}), "settings.accent"),
            (json!({"accent": "blue"}), "settings.accent"),
            (json!({"sso_url": "http://login.example.com"}), "settings.sso_url"),
            (json!({"sso_url": "javascript:alert(1)"}), "settings.sso_url"),
            (json!({"locale": "xx"}), "settings.locale"),
        ] {
            let Err(Refused::Invalid(problems)) = try_set(&house, id, settings(&given)).await else {
                panic!("{given} was taken");
            };
            assert_eq!(problems[0].field, field, "{given}");
        }
        let given = json!({"refresh_leeway": 300, "session_lifetime": 1, "locale": "xx", "no_such": 1});
        let Err(Refused::Invalid(problems)) = try_set(&house, id, settings(&given)).await else { panic!() };
        let fields: Vec<_> = problems.iter().map(|problem| &*problem.field).collect();
        let all = ["no_such", "refresh_leeway", "session_lifetime", "locale"].map(|name| format!("settings.{name}"));
        assert_eq!(fields, all, "every one at once");
        let given = json!({"accent": "#0b57a4", "sso_url": "https://login.example.com/sso", "locale": "ja"});
        try_set(&house, id, settings(&given)).await.unwrap();
    }

    #[tokio::test]
    async fn the_platform_cannot_be_changed() {
        let house = House::new().await;
        let change = Change { active: Some(false), ..Change::default() };
        let refused = try_set(&house, TenantId::PLATFORM, change).await.unwrap_err();
        assert!(matches!(refused, Refused::Unknown("tenant")));
    }
}
