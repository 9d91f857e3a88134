//! *Invoice Sync* by Northwind: somebody else's application, as `grantor demo` shows it in a browser.
//!
//! It is a client like any other: it knows the identifier and secret that were registered for it, sends people to the
//! authorization endpoint and speaks to the others over TCP, with `state`, PKCE and `iss` (RFC 6749, 7636, 9207). It
//! stands here because it speaks HTTP, and uses nothing of the server beside which it runs. What it is given it keeps
//! in memory only, and shows shortened. Its pages are English: it is not ours.

mod account;
mod back_channel;
mod browser;
mod callback;
mod connect;
mod home;
mod page;
mod use_token;

use std::io;
use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{App, HttpResponse, HttpServer, web};

pub use account::{Account, Application, Person};
use browser::Memory;

/// The one style sheet.
const CSS: &str = include_str!("../../../templates/demo/style.css");

/// Where codes arrive.
pub const CALLBACK: &str = "/callback";

/// Serves `application` on `listener`.
///
/// # Errors
/// The operating system refuses.
pub fn start(application: Application, listener: TcpListener) -> io::Result<Server> {
    let (application, memory) = (web::Data::new(application), web::Data::new(Memory::default()));
    let server = HttpServer::new(move || {
        let app = App::new().app_data(application.clone()).app_data(memory.clone());
        app.route("/", web::get().to(home::show))
            .route("/connect/{account}", web::post().to(connect::connect))
            .route(CALLBACK, web::get().to(callback::callback))
            .route("/use/{account}/{what}", web::post().to(use_token::use_token))
            .route("/style.css", web::get().to(style))
            .default_service(web::to(|| async { page::problem("There is no such page.", 404) }))
    });
    Ok(server.disable_signals().workers(1).listen(listener)?.run())
}

async fn style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(CSS)
}
