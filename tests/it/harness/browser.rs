//! A person's browser at one tenant: keeps cookies, sends `Origin` with its forms.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::Server;
use super::answer::Answer;
use super::request::Call;

/// A browser.
pub struct Browser<'a> {
    server: &'a Server,
    tenant: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server, tenant: &str) -> Self {
        Self { server, tenant: tenant.to_owned(), cookies: RefCell::default() }
    }

    /// Opens an address of the tenant.
    pub async fn get(&self, path: &str) -> Answer {
        self.take(self.with_cookies(self.server.get(&self.tenant, path)).send().await)
    }

    /// Submits a form.
    pub async fn post<K: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(K, V)]) -> Answer {
        let origin = self.server.grantor.config.public_url.issuer(&self.tenant);
        let call = self.server.post(&self.tenant, path).header("origin", &origin).form(fields);
        self.take(self.with_cookies(call).send().await)
    }

    /// Submits a form of another site's, with which a browser sends no cookie (`SameSite=Lax`).
    pub async fn post_from<K: AsRef<str>, V: AsRef<str>>(&self, origin: &str, path: &str, fields: &[(K, V)]) -> Answer {
        let call = self.server.post(&self.tenant, path).header("origin", origin).header("sec-fetch-site", "cross-site");
        self.take(call.form(fields).send().await)
    }

    /// Fills the page's form that posts to `action` and submits it.
    pub async fn submit(&self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = page.form(action);
        form.retain(|(name, _)| !fields.iter().any(|(field, _)| field == name));
        form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.post(action, &form).await
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }

    /// Puts a cookie into the jar.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// The header that sends every cookie in the jar.
    pub fn cookie_header(&self) -> String {
        let cookies = self.cookies.borrow();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn with_cookies<'c>(&self, call: Call<'c>) -> Call<'c> {
        if self.cookies.borrow().is_empty() {
            return call;
        }
        call.header("cookie", &self.cookie_header())
    }

    fn take(&self, answer: Answer) -> Answer {
        for cookie in answer.cookies() {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((&cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            if attributes.to_ascii_lowercase().contains("max-age=0") || value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}
