//! A browser from outside: it keeps cookies, and names the origin of its forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use hyper::Method;

use super::answers::hidden;
use super::outsider::{Ask, owned};
use super::paper::Paper;
use crate::cli::failure::Failure;
use crate::outgoing::Answer;

/// A browser at one host.
#[derive(Clone, Debug)]
pub(super) struct Browser {
    server: SocketAddr,
    host: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    pub(super) fn new(server: SocketAddr, host: &str) -> Self {
        Self { server, host: host.to_owned(), cookies: BTreeMap::new() }
    }

    /// The same browser, cookies and all, at another host.
    pub(super) fn at(&self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self.clone() }
    }

    /// Opens a path, or what a redirect leads to at the same host.
    pub(super) async fn get(&mut self, path: &str, paper: &mut Paper<'_>) -> Result<Answer, Failure> {
        let path = path.strip_prefix(&format!("http://{}", self.host)).unwrap_or(path);
        self.send(Ask::new(Method::GET, &self.host, path), paper).await
    }

    /// Fills the form on `page` and sends it to `action`.
    pub(super) async fn submit(
        &mut self,
        page: &Answer,
        action: &str,
        fields: &[(&str, &str)],
        paper: &mut Paper<'_>,
    ) -> Result<Answer, Failure> {
        let mut form = hidden(page);
        form.extend(owned(fields));
        let ask = Ask::new(Method::POST, &self.host, action).header("origin", &format!("http://{}", self.host));
        self.send(ask.fields(form), paper).await
    }

    async fn send(&mut self, ask: Ask, paper: &mut Paper<'_>) -> Result<Answer, Failure> {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let ask = if cookies.is_empty() { ask } else { ask.header("cookie", &cookies.join("; ")) };
        let answer = ask.send(self.server, paper).await?;
        for cookie in answer.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok()) {
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let Some((name, value)) = pair.split_once('=') else { continue };
            match attributes.contains("Max-Age=0") || value.is_empty() {
                true => drop(self.cookies.remove(name)),
                false => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
            }
        }
        Ok(answer)
    }
}
