//! The cookies of a browser at one tenant: the session's, before sign-in a visit's, and the chosen language.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header::COOKIE;

use crate::web::tenant::At;

/// The cookies' names: bound to this very host where the issuer is https (RFC 6265bis §4.1.3.2).
pub(super) struct Names {
    pub(super) session: &'static str,
    pub(super) visit: &'static str,
    pub(super) language: &'static str,
    secure: bool,
}

impl Names {
    pub(super) fn of(at: &At) -> Self {
        Self::at(&at.issuer)
    }

    /// Those of the tenant with this issuer.
    pub(super) fn at(issuer: &str) -> Self {
        if issuer.starts_with("https:") {
            let (session, visit) = ("__Host-grantor", "__Host-grantor-visit");
            Self { session, visit, language: "__Host-grantor-language", secure: true }
        } else {
            Self { session: "grantor", visit: "grantor-visit", language: "grantor-language", secure: false }
        }
    }

    pub(super) fn cookie(&self, name: &'static str, value: String) -> Cookie<'static> {
        Cookie::build(name, value).path("/").secure(self.secure).http_only(true).same_site(SameSite::Lax).finish()
    }

    pub(super) fn removal(&self, name: &'static str) -> Cookie<'static> {
        let mut cookie = self.cookie(name, String::new());
        cookie.set_max_age(Duration::ZERO);
        cookie
    }
}

/// What the browser sent under `name`, if it sent that once: of two, one is not ours.
///
/// Names are compared byte by byte. Whoever decodes them reads `%5F%5FHost-…`, with which a neighbouring host gets past
/// the browser's look at the prefix, as ours (the class of CVE-2020-8184); and whoever reads the whole line as text loses
/// all of it to a neighbour's Latin-1. Both is what `HttpRequest::cookie` does.
pub(super) fn sent(request: &HttpRequest, name: &str) -> Option<String> {
    let pairs = request.headers().get_all(COOKIE).flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let mut values = pairs.filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"="));
    let value = values.next().filter(|_| values.next().is_none())?;
    String::from_utf8(value.to_vec()).ok()
}
