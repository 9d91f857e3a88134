//! What the configuration may know and must not show.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};
use url::Url;

/// Where the database is. It may hold a password, so it shows itself without one.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The whole address, for the one who connects.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The file of an SQLite database; `None` for a server or for a database in memory.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path).split('?').next()?;
        (!path.is_empty() && path != ":memory:").then(|| Path::new(path).to_owned())
    }

    /// The address with `***` in place of its password.
    pub fn masked(&self) -> String {
        if self.0.starts_with("sqlite:") {
            return self.0.clone();
        }
        // What cannot be taken apart may hold a password anywhere.
        let Ok(mut url) = Url::parse(&self.0) else { return "***".into() };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return "***".into();
        }
        let words: Vec<_> = url.query_pairs().into_owned().collect();
        if words.iter().any(|(name, _)| name == "password") {
            let shown = words.iter().map(|(name, value)| (name, if name == "password" { "***" } else { value }));
            url.query_pairs_mut().clear().extend_pairs(shown);
        }
        url.into()
    }
}

impl Default for DatabaseUrl {
    fn default() -> Self {
        Self("sqlite:grantor.db".into())
    }
}

impl From<&str> for DatabaseUrl {
    fn from(url: &str) -> Self {
        Self(url.to_owned())
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for url in [
            "postgres://ada:geheim@db:5432/grantor",
            "postgres://db/grantor?user=ada&password=geheim",
            "postgres://ada:geheim@@db/grantor",
            "host=db password=geheim",
        ] {
            let url = DatabaseUrl::from(url);
            assert!(!url.masked().contains("geheim"), "{}", url.masked());
            assert!(!format!("{url:?}").contains("geheim"));
            assert!(!serde_json::to_string(&url).unwrap().contains("geheim"));
        }
        assert_eq!(DatabaseUrl::from("postgres://ada:x@db:5432/g").masked(), "postgres://ada:***@db:5432/g");
    }

    #[test]
    fn only_a_file_is_a_file() {
        assert_eq!(DatabaseUrl::default().file(), Some("grantor.db".into()));
        assert_eq!(DatabaseUrl::from("sqlite:///var/lib/g.db?x=1").file(), Some("/var/lib/g.db".into()));
        assert_eq!(DatabaseUrl::from("sqlite::memory:").file(), None);
        assert_eq!(DatabaseUrl::from("postgres://db/g").file(), None);
    }
}
