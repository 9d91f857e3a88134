//! The whole server in this process, on a database of its own: no port, no waiting.

pub mod answer;
pub mod ask;
pub mod browser;
pub mod database;
pub mod described;
pub mod flow;
pub mod listening;
pub mod people;
pub mod request;
pub mod vendor;

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_http::Request;
use actix_web::body::BoxBody;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{App, test};
use grantor::clock::{Clock, Moment};
use grantor::config::Config;
use grantor::entropy::Entropy;
use grantor::server::Grantor;
use grantor::web;

use request::Call;

type Answering = Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>;

/// A running server.
#[derive(Clone)]
pub struct Server {
    call: Rc<dyn Fn(Request) -> Answering>,
    /// What it is made of.
    pub grantor: Data<Grantor>,
    database: Rc<database::Database>,
    /// Where the key is that secrets are sealed with.
    keys: Rc<tempfile::TempDir>,
}

/// 2026-11-21T10:00:00Z.
pub const START: Moment = Moment::from_micros(1_795_255_200_000_000);

impl Server {
    /// A server with the configuration that Grantor has out of the box.
    pub async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A server with this configuration.
    pub async fn with(config: Config) -> Self {
        let keys = Rc::new(tempfile::TempDir::new().expect("a folder for the key"));
        let config = Config { seal_key: Some(keys.path().join("grantor.key")), ..config };
        Self::on(Rc::new(database::Database::fresh()), keys, config, Clock::fixed(START), Entropy::system()).await
    }

    /// A server on this database.
    async fn on(
        database: Rc<database::Database>,
        keys: Rc<tempfile::TempDir>,
        config: Config,
        clock: Clock,
        entropy: Entropy,
    ) -> Self {
        let storage = database.open();
        let grantor = Data::new(Grantor::new(config, clock, entropy, storage).expect("the server starts"));
        let app = App::new().app_data(grantor.clone());
        let app = app.wrap(actix_web::middleware::from_fn(web::trace::trace));
        let app = app.configure(web::routes(&grantor.config.surfaces));
        let service = Rc::new(test::init_service(app).await);
        let call = Rc::new(move |request: Request| -> Answering {
            let service = Rc::clone(&service);
            Box::pin(async move {
                match service.call(request).await {
                    Ok(answer) => answer.map_into_boxed_body(),
                    Err(error) => panic!("the service itself failed: {error}"),
                }
            })
        });
        Self { call, grantor, database, keys }
    }

    /// The same database behind a new process, as after a restart: nothing in memory is kept.
    pub async fn restarted(self) -> Self {
        let Self { grantor, database, keys, call } = self;
        let (config, clock, entropy) = (grantor.config.clone(), grantor.clock.clone(), grantor.entropy.clone());
        grantor.storage.close().await;
        drop((call, grantor));
        Self::on(database, keys, config, clock, entropy).await
    }

    /// Another node on the same database, which shares nothing else with this one; on SQLite, which has one node, this
    /// one.
    pub async fn beside(&self) -> Self {
        if !self.database.has_nodes() {
            return self.clone();
        }
        let (database, keys) = (Rc::clone(&self.database), Rc::clone(&self.keys));
        let (config, clock, entropy) = (&self.grantor.config, &self.grantor.clock, &self.grantor.entropy);
        Self::on(database, keys, config.clone(), clock.clone(), entropy.clone()).await
    }

    /// Whether several nodes may serve the database.
    pub fn has_nodes(&self) -> bool {
        self.database.has_nodes()
    }

    /// Waits for what is written behind answers: one writer has it waiting before whatever is written next, and of several
    /// none leaves it behind.
    pub async fn written(&self) {
        if !self.has_nodes() {
            self.grantor.storage.write(|_| Ok::<_, grantor::storage::Failure>(())).await.expect("a write");
        }
    }

    /// Every byte that the database keeps.
    pub async fn kept(&self) -> Vec<u8> {
        self.database.contents().await
    }

    /// Lets time pass.
    pub fn advance(&self, seconds: i64) {
        self.grantor.clock.advance(seconds);
    }

    /// A GET at a tenant.
    pub fn get(&self, tenant: &str, path: &str) -> Call<'_> {
        Call::new(self, Method::GET, tenant, path)
    }

    /// A POST at a tenant.
    pub fn post(&self, tenant: &str, path: &str) -> Call<'_> {
        Call::new(self, Method::POST, tenant, path)
    }

    /// Any other method at a tenant.
    pub fn call(&self, method: Method, tenant: &str, path: &str) -> Call<'_> {
        Call::new(self, method, tenant, path)
    }

    pub(crate) async fn send(&self, request: Request) -> answer::Answer {
        let (method, path) = (request.method().clone(), request.path().to_owned());
        let answer = (self.call)(request).await;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
        let answer = answer::Answer { status: status.as_u16(), headers, body: body.to_vec() };
        described::check(&method, &path, &answer);
        answer
    }
}
