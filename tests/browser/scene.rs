//! Who plays in a journey: a Grantor that listens, an account with people, and an app of somebody else's.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::middleware::from_fn;
use actix_web::{App as Application, HttpRequest, HttpResponse, HttpServer, rt, web};
use grantor::clients::Kind;
use grantor::config::{Config, PublicUrl};
use grantor::tenants::Tenant;
use grantor::users::Role;
use serde_json::json;
use url::Url;

use super::harness::Server;
use super::harness::flow::challenge;
use super::harness::people::App;

/// An account that accepts apps, Ada in it, and an app that asks her.
pub(crate) struct Scene {
    pub(crate) server: Server,
    pub(crate) tenant: Tenant,
    pub(crate) app: App,
    pub(crate) site: Site,
    port: u16,
}

/// The app's own site; it keeps what comes back to it.
pub(crate) struct Site {
    /// Its address, without a slash at the end.
    pub(crate) address: String,
    received: Arc<Mutex<Vec<String>>>,
}

impl Scene {
    /// Everything running, nobody signed in.
    pub(crate) async fn set() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("its number").port();
        let public_url = PublicUrl::parse(&format!("http://{{tenant}}.localhost:{port}")).expect("an address");
        let server = Server::with(Config { public_url, ..Config::default() }).await;
        listen(&server, listener);
        let site = Site::open();
        let tenant = server.tenant("acme").await;
        let ada = server.user(tenant.id, "Ada", Role::Agent).await;
        server.password(&ada).await;
        let callback = format!("{}/callback", site.address);
        let app =
            server.client(tenant.id, "invoice_sync", Kind::Confidential, |app| app.redirect_uris = vec![callback]);
        let app = app.await;
        Self { server, tenant, app, site, port }
    }

    /// An address of the account.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("http://acme.localhost:{}{path}", self.port)
    }

    /// Where the app sends people.
    pub(crate) fn authorize(&self, scope: &str) -> String {
        self.authorize_for(&self.app, scope)
    }

    /// Where another app sends people.
    pub(crate) fn authorize_for(&self, app: &App, scope: &str) -> String {
        let mut address = Url::parse(&self.at("/oauth/authorizations/new")).expect("an address");
        address.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", &app.client.identifier),
            ("redirect_uri", &app.redirect_uri),
            ("scope", scope),
            ("state", "a b&c=d/é"),
            ("code_challenge", &challenge()),
            ("code_challenge_method", "S256"),
        ]);
        address.into()
    }
}

/// The server's own routes, on a port.
fn listen(server: &Server, listener: TcpListener) {
    let grantor = server.grantor.clone();
    let public = HttpServer::new(move || {
        let routes = grantor::web::routes(&grantor.config.surfaces);
        Application::new().app_data(grantor.clone()).wrap(from_fn(grantor::web::trace::trace)).configure(routes)
    });
    drop(rt::spawn(public.workers(1).disable_signals().listen(listener).expect("the port").run()));
}

impl Site {
    fn open() -> Self {
        let received: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = web::Data::new(Arc::clone(&received));
        let site = HttpServer::new(move || {
            let home =
                web::get().to(async || HttpResponse::Ok().content_type("text/html").body("<h1>Invoice Sync</h1>"));
            Application::new().app_data(kept.clone()).route("/", home).route("/callback", web::get().to(callback))
        });
        let site = site.workers(1).disable_signals().bind(("127.0.0.1", 0)).expect("a port");
        let address = format!("http://{}", site.addrs()[0]);
        drop(rt::spawn(site.run()));
        Self { address, received }
    }

    /// Whether nothing came back yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.received.lock().expect("what came back").is_empty()
    }

    /// The parameters that came back last, as JSON.
    pub(crate) fn received(&self) -> serde_json::Map<String, serde_json::Value> {
        let all = self.received.lock().expect("what came back");
        let query = all.last().expect("nothing came back");
        form_urlencoded::parse(query.as_bytes()).map(|(name, value)| (name.into_owned(), json!(value))).collect()
    }
}

async fn callback(kept: web::Data<Arc<Mutex<Vec<String>>>>, request: HttpRequest) -> HttpResponse {
    kept.lock().expect("what came back").push(request.query_string().to_owned());
    HttpResponse::Ok().content_type("text/html").body("<title>Landed</title><h1>Landed</h1>")
}
