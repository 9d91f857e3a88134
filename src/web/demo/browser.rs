//! The browser that is asking, by its cookie, and what the application remembers of it.
//!
//! An authorization request is remembered with the browser that made it, so that an answer which somebody else's
//! browser brings, or which nobody asked for, is worth nothing (RFC 9700 §4.7).

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::{Mutex, MutexGuard, PoisonError};

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::account::Application;
use super::back_channel::Exchange;
use crate::web::cookies;
use crate::web::header_text;
use crate::web::pages::form::from_here;

/// Cookies know no ports: the name is the application's own.
const COOKIE: &str = "invoice-sync";

/// Browsers that are remembered at most; the demo is for one person.
const MOST: usize = 1_000;

/// What the application remembers.
#[derive(Default)]
pub(super) struct Memory(Mutex<HashMap<String, Visitor>>);

/// What it remembers of one browser.
#[derive(Default)]
pub(super) struct Visitor {
    /// The authorization request that is on its way.
    pub pending: Option<Pending>,
    /// What the accounts gave, by their names.
    pub connections: HashMap<String, Connection>,
    /// What is to be said on the next page.
    pub notice: Option<String>,
}

/// An authorization request on its way.
pub(super) struct Pending {
    pub account: String,
    pub state: String,
    pub verifier: String,
}

/// What an account gave.
#[derive(Clone)]
pub(super) struct Connection {
    pub access_token: String,
    pub refresh_token: String,
    pub scope: String,
    /// The last thing that was said, and answered.
    pub last: Exchange,
    /// Whether it is known to be over.
    pub ended: bool,
}

/// A browser that is asking.
pub(super) struct Browser {
    key: String,
    is_new: bool,
    memory: Data<Memory>,
    /// Whether its request comes from one of the application's own pages.
    pub from_here: bool,
}

impl Browser {
    /// What is remembered of it, for as long as the guard lives; never across an `await`.
    pub(super) fn remembered<T>(&self, work: impl FnOnce(&mut Visitor) -> T) -> T {
        let mut visitors = self.visitors();
        if visitors.len() >= MOST && !visitors.contains_key(&self.key) {
            visitors.clear();
        }
        work(visitors.entry(self.key.clone()).or_default())
    }

    fn visitors(&self) -> MutexGuard<'_, HashMap<String, Visitor>> {
        self.memory.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// On to `location`, and know this browser again.
    pub(super) fn redirect(&self, location: &str) -> HttpResponse {
        let mut answer = HttpResponse::SeeOther();
        answer.insert_header((header::LOCATION, location)).insert_header((header::CACHE_CONTROL, "no-store"));
        if self.is_new {
            let cookie = Cookie::build(COOKIE, self.key.clone()).path("/").http_only(true);
            answer.cookie(cookie.same_site(SameSite::Lax).finish());
        }
        answer.finish()
    }

    /// Home, with something to say.
    pub(super) fn home(&self, notice: impl Into<String>) -> HttpResponse {
        let notice = notice.into();
        self.remembered(|visitor| visitor.notice = Some(notice));
        self.redirect("/")
    }
}

impl FromRequest for Browser {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.app_data::<Data<Memory>>().zip(request.app_data::<Data<Application>>());
        let none = || actix_web::error::ErrorInternalServerError("no application");
        ready(found.map(|(memory, application)| of(request, memory, application)).ok_or_else(none))
    }
}

fn of(request: &HttpRequest, memory: &Data<Memory>, application: &Application) -> Browser {
    let sent = cookies::sent(request, COOKIE).filter(|key| key.len() == 43);
    let is_new = sent.is_none();
    let key = sent.unwrap_or_else(|| random(application));
    let fetch_site = header_text::first(request.headers(), "sec-fetch-site");
    let from_here = from_here(&application.address, &header_text::all(request.headers(), header::ORIGIN), fetch_site);
    Browser { key, is_new, memory: memory.clone(), from_here }
}

/// 256 random bits, as 43 characters.
pub(super) fn random(application: &Application) -> String {
    URL_SAFE_NO_PAD.encode(application.entropy.bytes())
}
