//! The Admin Center: what an admin of an account sees and decides (contract §5).
//!
//! Each page reads and writes through the same use cases as the API. What changes something is a form that is posted,
//! signed for this session (`admin`), answered by a redirect to the page that says what was done; a secret is the
//! one exception, because it is shown in the answer that made it and kept nowhere.

#[expect(clippy::module_inception, reason = "the admin of the Admin Center")]
mod admin;
mod api_tokens;
mod audit_log;
mod client_fields;
mod client_form;
mod client_life;
mod client_logo;
mod client_public;
mod clients;
mod denied;
mod flaws;
mod global_client;
mod global_clients;
mod guides;
mod list;
mod people;
mod proposals;
mod query;
mod scopes;
mod secrets;
mod setting_fields;
mod settings;
mod tokens;
mod user_end;
mod users;

use actix_web::web::ServiceConfig;

use super::{get, resource};

/// A number in a path. `[0-9]` and not `\d`, which is every script's digits and takes a hundred times as long to compile,
/// in each worker at each start.
const ID: &str = "{id:[0-9]{1,16}}";

/// The routes.
pub fn routes(table: &mut ServiceConfig) {
    let table = table.configure(for_clients).configure(for_tokens).configure(for_global_clients);
    table.configure(api_tokens::routes).configure(for_the_account);
}

fn for_clients(table: &mut ServiceConfig) {
    let client = |rest: &str| resource(&format!("/admin/oauth/clients/{ID}{rest}"), "GET, HEAD, POST");
    table
        .service(resource("/admin/oauth/clients", "GET, HEAD").route(get(clients::list)))
        .service(
            resource("/admin/oauth/clients/new", "GET, HEAD, POST")
                .route(get(client_form::blank))
                .post(client_form::create),
        )
        .service(client("").route(get(client_form::show)).post(client_form::save))
        .service(client("/logo").route(get(client_logo::show)).post(client_logo::save))
        .service(client("/secret").route(get(secrets::ask)).post(secrets::rotate))
        .service(client("/public").route(get(client_public::show)).post(client_public::confirm))
        .service(client("/deactivate").route(get(client_life::ask_to_stop)).post(client_life::stop))
        .service(client("/reactivate").route(get(client_life::ask_to_start)).post(client_life::start))
        .service(client("/propose").route(get(proposals::ask_to_propose)).post(proposals::propose))
        .service(client("/withdraw").route(get(proposals::ask_to_withdraw)).post(proposals::withdraw))
        .service(client("/delete").route(get(client_life::ask_to_delete)).post(client_life::delete));
}

fn for_tokens(table: &mut ServiceConfig) {
    for owner in ["clients", "global_clients"] {
        let path = |rest: &str| format!("/admin/oauth/{{owner:{owner}}}/{ID}/tokens{rest}");
        let token = "/{token:[0-9]{1,16}}";
        table
            .service(resource(&path(""), "GET, HEAD").route(get(tokens::list)))
            .service(resource(&path(token), "GET, HEAD").route(get(tokens::show)))
            .service(
                resource(&path(&format!("{token}/delete")), "GET, HEAD, POST")
                    .route(get(tokens::ask_to_delete))
                    .post(tokens::delete),
            );
    }
}

fn for_global_clients(table: &mut ServiceConfig) {
    let client = |rest: &str| resource(&format!("/admin/oauth/global_clients/{ID}{rest}"), "GET, HEAD, POST");
    table
        .service(resource("/admin/oauth/global_clients", "GET, HEAD").route(get(global_clients::list)))
        .service(client("").route(get(global_client::show)).post(global_client::save))
        .service(client("/block").route(get(global_clients::ask_to_block)).post(global_clients::block))
        .service(client("/unblock").route(get(global_clients::ask_to_unblock)).post(global_clients::unblock));
}

fn for_the_account(table: &mut ServiceConfig) {
    let user = |rest: &str| resource(&format!("/admin/users/{ID}{rest}"), "GET, HEAD, POST");
    let switch = "/admin/api/settings/{switch:oauth_access|api_token_access}";
    table
        .service(resource("/admin", "GET, HEAD").route(get(guides::first_steps)))
        .service(resource("/admin/", "GET, HEAD").route(get(guides::home)))
        .service(resource("/admin/help/tokens", "GET, HEAD").route(get(guides::tokens)))
        .service(resource("/admin/api/settings", "GET, HEAD, POST").route(get(settings::show)).post(settings::save))
        .service(resource(switch, "GET, HEAD, POST").route(get(settings::ask_to_turn)).post(settings::turn))
        .service(resource("/admin/users", "GET, HEAD").route(get(users::list)))
        .service(resource("/admin/users/new", "GET, HEAD, POST").route(get(users::blank)).post(users::create))
        .service(user("").route(get(users::show)).post(users::save))
        .service(user("/suspend").route(get(users::ask_to_suspend)).post(users::suspend))
        .service(user("/unsuspend").route(get(users::ask_to_unsuspend)).post(users::unsuspend))
        .service(user("/delete").route(get(user_end::ask)).post(user_end::delete))
        .service(user("/link").route(get(secrets::ask_for_link)).post(secrets::link))
        .service(resource("/admin/audit_logs", "GET, HEAD").route(get(audit_log::list)))
        .service(resource("/admin/audit_logs/export", "POST").post(audit_log::export))
        .service(resource(&format!("/admin/audit_logs/{ID}"), "GET, HEAD").route(get(audit_log::show)));
}
