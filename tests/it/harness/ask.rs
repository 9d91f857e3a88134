//! An authorization request, parameter by parameter.

use super::flow::challenge;
use super::people::App;

/// An authorization request. It starts complete; tests change what they are about.
#[derive(Clone, Debug)]
pub struct Ask(Vec<(String, String)>);

impl Ask {
    /// What a careful client sends, with PKCE.
    pub fn of(app: &App) -> Self {
        let all = [
            ("response_type", "code"),
            ("client_id", &app.client.identifier),
            ("redirect_uri", &app.redirect_uri),
            ("scope", "read"),
            ("state", "xyz"),
            ("code_challenge", &challenge()),
            ("code_challenge_method", "S256"),
        ];
        Self(all.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec())
    }

    /// The same without PKCE.
    pub fn bare(app: &App) -> Self {
        Self::of(app).without("code_challenge").without("code_challenge_method")
    }

    /// `name` with another value, where it stands or at the end.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.0.iter_mut().find(|(sent, _)| sent == name) {
            Some((_, sent)) => value.clone_into(sent),
            None => self.0.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// `name` once more.
    pub fn also(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without `name`.
    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(sent, _)| sent != name);
        self
    }

    /// The parameters, in the order in which they are sent.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.0
    }

    /// The address of the request.
    pub fn path(&self) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.0).finish();
        format!("/oauth/authorizations/new?{query}")
    }
}
