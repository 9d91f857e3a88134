//! POST /oauth/tokens: what is true of every grant type. One that is new gets its arm in [`shown`] and in [`no_grant`].

use grantor::protocol::grant_type::GrantType;
use grantor::{clients, tenants, users};

use crate::harness::flow::{VERIFIER, World};
use crate::harness::people::App;

const APPS: &str = "/account/connected-apps";

/// What `app` shows to be given tokens, beside who it is.
async fn shown(world: &World, app: &App, grant: GrantType) -> Vec<(&'static str, String)> {
    match grant {
        GrantType::AuthorizationCode => {
            let code = world.code(app).await;
            vec![("code", code), ("redirect_uri", app.redirect_uri.clone()), ("code_verifier", VERIFIER.to_owned())]
        }
        GrantType::RefreshToken => vec![("refresh_token", world.tokens(app).await.refresh)],
        GrantType::ClientCredentials => vec![],
    }
}

/// What a client is told with whom all is well, but that nobody has granted it this; and whether a person grants it.
fn no_grant(grant: GrantType) -> (&'static str, bool) {
    match grant {
        GrantType::AuthorizationCode | GrantType::RefreshToken => ("invalid_grant", true),
        GrantType::ClientCredentials => ("unauthorized_client", false),
    }
}

/// Asks at the account of `world`, as `app` with this secret; `expected` is the error, or none.
async fn asked(world: &World, (app, secret): (&App, &str), form: &[(&str, String)], expected: Option<&str>) {
    let call = world.server.post(&world.tenant.subdomain, "/oauth/tokens").basic(&app.client.identifier, secret);
    let status = expected.map_or(200, |error| if error == "invalid_client" { 401 } else { 400 });
    let answer = call.form(form).expect(status).await;
    assert_eq!(expected, (status != 200).then(|| answer.error()).as_deref(), "{form:?}");
}

#[actix_web::test]
async fn whoever_may_not_gets_nothing_and_spends_nothing() {
    for grant in GrantType::ALL.iter().copied() {
        let world = World::new().await;
        let (server, globex) = (&world.server, World::on(world.server.clone(), "globex").await);
        let owned = |client: &mut clients::Client| client.owner = Some(world.ada.id);
        let app = server.client(world.tenant.id, "owned", clients::Kind::Confidential, owned).await;
        let theirs = server.confidential(globex.tenant.id, "theirs").await;
        let (none, by_a_person) = no_grant(grant);
        let form =
            async || [shown(&world, &app, grant).await, vec![("grant_type", grant.as_str().to_owned())]].concat();
        let held = form().await;

        asked(&world, (&app, "wrong"), &held, Some("invalid_client")).await;
        asked(&world, (&theirs, &theirs.secret), &held, Some("invalid_client")).await;
        asked(&globex, (&app, &app.secret), &held, Some("invalid_client")).await;
        for (world, other) in [(&world, &world.app), (&globex, &globex.app)] {
            asked(world, (other, &other.secret), &held, Some(none)).await;
        }
        let right = (&app, app.secret.as_str());
        let refused_unless = async |on: bool, error| {
            if !on {
                asked(&world, right, &held, Some(error)).await;
            }
        };
        for on in [false, true] {
            server.change_client(&app, clients::Change { active: Some(on), ..Default::default() }).await;
            refused_unless(on, none).await;
        }
        for on in [false, true] {
            let access = tenants::Change { oauth_access: Some(on), ..Default::default() };
            server.change_tenant(world.tenant.id, access).await;
            refused_unless(on, "unauthorized_client").await;
        }
        for on in [false, true] {
            server.change_user(&world.ada, users::Change { suspended: Some(!on), ..Default::default() }).await;
            refused_unless(on, none).await;
        }
        asked(&world, right, &held, None).await;

        let taken_back = form().await;
        let browser = world.browser().await;
        for connection in browser.get(APPS).await.forms(APPS) {
            browser.post(APPS, &connection).await;
        }
        asked(&world, right, &taken_back, by_a_person.then_some(none)).await;
        let orphaned = form().await;
        // Nobody can be deleted whom a client acts as.
        server.change_client(&app, clients::Change { owner: Some(None), ..Default::default() }).await;
        let (stamp, tenant, id) = (server.stamp().await, world.ada.tenant, world.ada.id);
        server.grantor.storage.write(move |tx| users::delete(tx, tenant, id, &stamp)).await.unwrap();
        asked(&world, right, &orphaned, Some(none)).await;
    }
}
