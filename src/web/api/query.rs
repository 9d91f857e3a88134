//! The query string of a call. Brackets may come percent-encoded or as they are; a parameter that is asked for once
//! and sent twice is refused, as everywhere else; unknown ones are ignored.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::denied::Denied;
use crate::protocol::parameters::MAXIMUM;

/// The parameters, decoded, in their order.
#[derive(Clone, Debug)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters of `request`.
    ///
    /// # Errors
    /// 400 for more than a hundred, and for a NUL: PostgreSQL takes no text with one.
    pub fn of(request: &HttpRequest) -> Result<Self, Denied> {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes()).into_owned();
        let pairs: Vec<_> = pairs.take(MAXIMUM + 1).collect();
        if pairs.len() > MAXIMUM {
            return Err(Denied::malformed(format!("Send at most {MAXIMUM} parameters.")));
        }
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(Denied::malformed("The query has a text that contains NUL."));
        }
        Ok(Self(pairs))
    }

    /// The one value of `name`; empty is absent.
    ///
    /// # Errors
    /// 400 if it was sent more than once.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Denied> {
        let mut found = self.all(name);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Denied::malformed(format!("Send {name} once."))),
            (value, None) => Ok(value.filter(|value| !value.is_empty())),
        }
    }

    /// Every value of `name`, in their order.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    /// The number that `name` gives.
    ///
    /// # Errors
    /// 400 for what is none.
    pub fn number(&self, name: &str) -> Result<Option<i64>, Denied> {
        let Some(text) = self.one(name)? else { return Ok(None) };
        let number = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        number.map(Some).ok_or_else(|| Denied::malformed(format!("Give {name} as a number.")))
    }

    /// Whether `name` says `true` (or `1`); absent is `false`.
    ///
    /// # Errors
    /// 400 for another word.
    pub fn flag(&self, name: &str) -> Result<bool, Denied> {
        match self.one(name)? {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Denied::malformed(format!("Give {name} as true or false."))),
        }
    }

    /// These parameters without `gone`, and with `name` as `value`, as a query string.
    pub(super) fn with(&self, gone: &[&str], name: &str, value: &str) -> String {
        let kept = self.0.iter().filter(|(sent, _)| sent != name && !gone.contains(&sent.as_str()));
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(kept).append_pair(name, value).finish()
    }
}

impl FromRequest for Query {
    type Error = Denied;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}
