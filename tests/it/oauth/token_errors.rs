//! POST /oauth/tokens: every code's sentence, to the byte, because clients compare it (reference §2.6).

use serde_json::json;

use crate::harness::flow::World;
use crate::harness::people::App;
use crate::harness::request::Call;

fn post<'a>(world: &'a World, app: &App, more: &[(&str, &str)]) -> Call<'a> {
    let mut form = vec![("client_id", app.client.identifier.as_str())];
    if !app.client.secrets.is_empty() {
        form.push(("client_secret", app.secret.as_str()));
    }
    form.extend(more);
    world.server.post("acme", "/oauth/tokens").form(&form)
}

#[actix_web::test]
async fn invalid_request() {
    let world = World::new().await;
    let answer = post(&world, &world.app, &[("grant_type", "authorization_code")]).expect(400).await;
    assert_eq!(answer.text(), json!({
        "error": "invalid_request",
        "error_description": "The request is missing a required parameter, includes an unsupported parameter or \
            parameter value, repeats a parameter, includes multiple credentials, utilizes more than one mechanism for \
            authenticating the client, or is otherwise malformed. The parameter code is missing.",
    }).to_string());
    assert_eq!(answer.header("www-authenticate"), None);
}

#[actix_web::test]
async fn invalid_grant() {
    let world = World::new().await;
    let answer = post(&world, &world.app, &[("grant_type", "refresh_token"), ("refresh_token", "x")]).expect(400).await;
    assert_eq!(
        answer.json(),
        json!({
            "error": "invalid_grant",
            "error_description": "The provided access grant is invalid, expired, or revoked (e.g. invalid assertion, \
                expired authorization token, bad end-user password credentials, or mismatching authorization code and \
                redirection URI). The refresh token is not valid; ask the person again.",
        })
    );
}

#[actix_web::test]
async fn unauthorized_client() {
    let world = World::new().await;
    let answer = post(&world, &world.native, &[("grant_type", "client_credentials")]).expect(400).await;
    assert_eq!(
        answer.json(),
        json!({
            "error": "unauthorized_client",
            "error_description": "The authenticated client is not authorized to use the access grant type provided. \
                Public clients may not use this grant type.",
        })
    );
}

#[actix_web::test]
async fn unsupported_grant_type() {
    let world = World::new().await;
    for grant in
        ["password", "implicit", "refresh token", "Authorization_Code", "urn:ietf:params:oauth:grant-type:jwt-bearer"]
    {
        let answer = post(&world, &world.app, &[("grant_type", grant)]).expect(400).await;
        assert_eq!(
            answer.json(),
            json!({
                "error": "unsupported_grant_type",
                "error_description": "The access grant included - its type or another attribute - is not supported by the \
                    authorization server. grant_type has to be authorization_code, refresh_token or client_credentials.",
            }),
            "{grant}"
        );
    }
}

#[actix_web::test]
async fn invalid_scope() {
    let world = World::new().await;
    let pair = world.tokens(&world.app).await;
    let answer = world.refresh_with(&world.app, &pair.refresh, &[("scope", "impersonate")]).expect(400).await;
    assert_eq!(
        answer.json(),
        json!({
            "error": "invalid_scope",
            "error_description": "The requested scope is invalid, unknown, malformed, or exceeds the previously granted \
                scope. The scope impersonate was not granted.",
        })
    );
}

#[actix_web::test]
async fn whoever_asks_while_nobody_can_say_which_account_it_is_reads_what_rfc_6749_has_for_it() {
    let world = World::new().await;
    if !world.server.has_nodes() {
        return; // A file that is open is always there to be asked.
    }
    world.server.grantor.storage.close().await;
    for path in ["/oauth/tokens", "/oauth/revoke", "/oauth/introspect"] {
        let form = [("grant_type", "refresh_token"), ("token", "x"), ("client_id", "x"), ("client_secret", "x")];
        let answer = world.server.post("globex", path).form(&form).expect(503).await;
        assert_eq!(answer.error(), "temporarily_unavailable", "{path}");
        assert!(answer.header("retry-after").is_some() && answer.header("cache-control").is_some(), "{path}");
    }
}
