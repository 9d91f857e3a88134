//! `/admin` and `/admin/help/tokens`: what explains the rest.

use actix_web::HttpResponse;

use super::admin::Admin;
use crate::protocol::metadata;
use crate::web::api::openapi::reference;
use crate::web::pages::admin::explained::Explained;
use crate::web::pages::admin::first_steps::FirstSteps;
use crate::web::pages::admin::shell::Section;

/// `/admin/`, as people type it: sent on to where the Admin Center is.
pub(super) async fn home(admin: Admin) -> HttpResponse {
    admin.visit.redirect(Section::FirstSteps.path())
}

/// How an application is connected.
pub(super) async fn first_steps(admin: Admin) -> HttpResponse {
    let issuer = &admin.visit.at.issuer;
    let address = |name, path: &str| (admin.say(name), format!("{issuer}{path}"));
    admin.page(&FirstSteps {
        shell: admin.shell(Section::FirstSteps, true),
        oauth_access: admin.visit.at.tenant.oauth_access,
        addresses: vec![
            address("first-authorize", metadata::AUTHORIZATION),
            address("first-token", metadata::TOKEN),
            address("first-metadata", metadata::METADATA),
        ],
        reference: admin.visit.grantor.config.surfaces.api.then(|| reference::PATH.to_owned()),
    })
}

/// API tokens and access tokens.
pub(super) async fn tokens(admin: Admin) -> HttpResponse {
    let issuer = &admin.visit.at.issuer;
    let api = admin.visit.grantor.config.surfaces.api.then(|| format!("{issuer}/api/v2/oauth/tokens"));
    let shell = admin.shell(Section::Help, true);
    admin.page(&Explained { shell, token_endpoint: format!("{issuer}{}", metadata::TOKEN), api })
}
