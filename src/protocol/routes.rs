//! Which scope a request to an API behind a proxy needs: by its method, or by a table of the API's own paths.
//!
//! `read` covers GET, HEAD and OPTIONS, `write` the rest. A row of the table names a resource or a scope word instead,
//! and the first row that fits counts. Rows fit whatever the case and with or without a slash at the end, because many
//! routers take these for the same path and a row that is missed would be a door left open.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::{Deserialize, Serialize};

use super::scope::{Access, Catalogue};

/// A row of the table, as the configuration has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RouteEntry {
    /// The paths: `*` within a part, `**` for any number of parts, `{a,b}` for either. `/tickets/**` is `/tickets` too.
    pub path: String,
    /// The methods; none: all. GET is HEAD too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<String>,
    /// The resource: reading needs its word for reading, everything else its word for writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Or one scope word that is needed whatever the method.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

/// Why a table cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// The path is no pattern.
    #[error("the path {0:?} is no pattern: {1}")]
    Path(String, String),
    /// The path does not begin with a slash.
    #[error("the path {0:?} has to begin with /")]
    Relative(String),
    /// A method is no method.
    #[error("the method {0:?} of {1:?} is none: write it in capitals, as GET")]
    Method(String, String),
    /// Neither a resource nor a scope, or both.
    #[error("{0:?} needs either a resource or a scope")]
    Unclear(String),
    /// The catalogue does not have it.
    #[error("{0:?} needs {1:?}, which is not in the catalogue of scopes")]
    Unknown(String, String),
}

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Routes {
    paths: GlobSet,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    methods: Vec<String>,
    read: String,
    write: String,
}

impl Routes {
    /// The table of the configured rows.
    ///
    /// # Errors
    /// Names the row that cannot be.
    pub fn new(entries: &[RouteEntry], catalogue: &Catalogue) -> Result<Self, RouteError> {
        let (mut paths, mut rows) = (GlobSetBuilder::new(), Vec::new());
        for entry in entries {
            let row = entry.row(catalogue)?;
            // Two patterns a row, so that their numbers tell the row.
            let whole = entry.path.strip_suffix("/**").unwrap_or(&entry.path);
            for pattern in [&entry.path, whole] {
                let glob = GlobBuilder::new(if pattern.is_empty() { "/" } else { pattern })
                    .literal_separator(true)
                    .case_insensitive(true)
                    .empty_alternates(true)
                    .build();
                paths.add(glob.map_err(|error| RouteError::Path(entry.path.clone(), error.kind().to_string()))?);
            }
            rows.push(row);
        }
        let paths = paths.build().map_err(|error| RouteError::Path(String::new(), error.to_string()))?;
        Ok(Self { paths, rows })
    }

    /// Whether there are no rows: then the method alone decides, and how a path is spelled does not matter.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The scope word that a request needs by the table, if a row fits; `path` is a decoded one.
    pub fn needed(&self, method: &str, path: &str) -> Option<&str> {
        let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
        let row =
            self.paths.matches(path).into_iter().filter_map(|at| self.rows.get(at / 2)).find(|row| row.has(method))?;
        Some(if reads(method) { &row.read } else { &row.write })
    }
}

impl Row {
    fn has(&self, method: &str) -> bool {
        let named = |name: &str| self.methods.iter().any(|mine| mine == name);
        self.methods.is_empty() || named(method) || (method == "HEAD" && named("GET"))
    }
}

impl RouteEntry {
    fn row(&self, catalogue: &Catalogue) -> Result<Row, RouteError> {
        if !self.path.starts_with('/') {
            return Err(RouteError::Relative(self.path.clone()));
        }
        let method = |name: &&String| name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_uppercase());
        if let Some(wrong) = self.methods.iter().find(method) {
            return Err(RouteError::Method(wrong.clone(), self.path.clone()));
        }
        let unknown = |word: &String| RouteError::Unknown(self.path.clone(), word.clone());
        let (read, write) = match (&self.resource, &self.scope) {
            (Some(resource), None) if catalogue.has_resource(resource) => {
                let word = |access| catalogue.word_of(resource, access);
                (word(Access::Read), word(Access::Write))
            }
            (None, Some(word)) if catalogue.word(word).is_some() => (word.clone(), word.clone()),
            (Some(word), None) | (None, Some(word)) => return Err(unknown(word)),
            _ => return Err(RouteError::Unclear(self.path.clone())),
        };
        Ok(Row { methods: self.methods.clone(), read, write })
    }
}

/// Whether a method only reads (contract §3).
pub fn reads(method: &str) -> bool {
    matches!(method, "GET" | "HEAD" | "OPTIONS")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(path: &str, methods: &[&str], resource: Option<&str>, scope: Option<&str>) -> RouteEntry {
        RouteEntry {
            path: path.to_owned(),
            methods: methods.iter().map(ToString::to_string).collect(),
            resource: resource.map(str::to_owned),
            scope: scope.map(str::to_owned),
        }
    }

    fn routes(entries: &[RouteEntry]) -> Routes {
        Routes::new(entries, &Catalogue::default()).unwrap()
    }

    #[test]
    fn the_first_row_that_fits_says_what_is_needed() {
        let table = routes(&[
            entry("/api/v2/tickets/*/tags", &["PUT"], None, Some("tickets:read")),
            entry("/api/v2/tickets{,.*,/**}", &[], Some("tickets"), None),
            entry("/api/v2/users/**", &["GET"], Some("users"), None),
        ]);
        for (method, path, needed) in [
            ("PUT", "/api/v2/tickets/7/tags", Some("tickets:read")),
            ("POST", "/api/v2/tickets/7/tags", Some("tickets:write")),
            ("GET", "/api/v2/tickets", Some("tickets:read")),
            ("GET", "/api/v2/tickets/", Some("tickets:read")),
            ("POST", "/api/v2/tickets.json", Some("tickets:write")),
            ("GET", "/api/v2/tickets.xml", Some("tickets:read")),
            ("GET", "/api/v2/tickets/7.xml", Some("tickets:read")),
            ("DELETE", "/API/v2/Tickets/7", Some("tickets:write")),
            ("HEAD", "/api/v2/users/7/x", Some("users:read")),
            ("GET", "/api/v2/users", Some("users:read")),
            ("POST", "/api/v2/users", None),
            ("GET", "/api/v2/ticketsandmore", None),
            ("GET", "/", None),
        ] {
            assert_eq!(table.needed(method, path), needed, "{method} {path}");
        }
    }

    #[test]
    fn a_star_stays_within_its_part() {
        let table = routes(&[entry("/a/*/c", &[], Some("tickets"), None), entry("/**", &[], None, Some("users:read"))]);
        assert_eq!(table.needed("GET", "/a/b/c"), Some("tickets:read"));
        assert_eq!(table.needed("GET", "/a/b/b/c"), Some("users:read"));
        assert_eq!(table.needed("GET", "/"), Some("users:read"));
        assert!(routes(&[]).is_empty() && !table.is_empty());
    }

    #[test]
    fn a_row_that_cannot_be_is_named() {
        let refused = |entry: RouteEntry| Routes::new(&[entry], &Catalogue::default()).unwrap_err();
        assert!(matches!(refused(entry("/a{b", &[], Some("tickets"), None)), RouteError::Path(..)));
        assert!(matches!(refused(entry("a", &[], Some("tickets"), None)), RouteError::Relative(_)));
        assert!(matches!(refused(entry("/a", &["get"], Some("tickets"), None)), RouteError::Method(..)));
        assert!(matches!(refused(entry("/a", &[], None, None)), RouteError::Unclear(_)));
        assert!(matches!(refused(entry("/a", &[], Some("tickets"), Some("read"))), RouteError::Unclear(_)));
        assert!(matches!(refused(entry("/a", &[], Some("nonsense"), None)), RouteError::Unknown(..)));
        assert!(matches!(refused(entry("/a", &[], None, Some("nonsense"))), RouteError::Unknown(..)));
    }

    #[test]
    fn a_slash_at_the_end_slips_past_no_row() {
        let table = routes(&[entry("/api/v2/account/settings", &[], None, Some("credentials:write"))]);
        for path in ["/api/v2/account/settings", "/api/v2/account/settings/", "/api/v2/account/settings//"] {
            assert_eq!(table.needed("GET", path), Some("credentials:write"), "{path}");
        }
    }
}
