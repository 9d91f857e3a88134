//! What the vendor says of a person, read from claims whose signature is right.

use serde_json::{Map, Value};

use super::reason::Reason;
use crate::clock::Moment;
use crate::refused::without_unseen;
use crate::users::{Role, check};

/// For how many seconds after `iat` an assertion is good. An `exp` can only make it shorter.
const LIFETIME: i64 = 180;

/// By how many seconds the vendor's clock may be off.
const SKEW: i64 = 60;

/// What the vendor says of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// The key that it was signed with.
    pub kid: String,
    /// What makes it one of its kind.
    pub jti: String,
    /// From when on it is too old, whatever clock looks.
    pub spent_until: Moment,
    /// The address, which the vendor vouches for.
    pub email: String,
    /// What people call them.
    pub name: Option<String>,
    /// What the vendor calls them.
    pub external_id: Option<String>,
    /// What they are to the tenant.
    pub role: Option<Role>,
}

impl Assertion {
    /// Reads `claims` that were signed with the key `kid`, for the tenant whose issuer is `issuer`: 1. for whom,
    /// 2. when, 3. which one, 4. of whom.
    pub(super) fn read(kid: &str, claims: &Map<String, Value>, issuer: &str, now: Moment) -> Result<Self, Reason> {
        audience(claims, issuer)?;
        let issued_at = times(claims, now)?;
        let jti = text(claims, "jti", Reason::JtiMissing)?.ok_or(Reason::JtiMissing)?;
        if jti.chars().count() > 255 {
            return Err(Reason::JtiTooLong);
        }
        let email = text(claims, "email", Reason::EmailMalformed)?.ok_or(Reason::EmailMalformed)?;
        let name = text(claims, "name", Reason::NameMalformed)?;
        let role = text(claims, "role", Reason::RoleUnknown)?;
        Ok(Self {
            kid: kid.to_owned(),
            jti: jti.to_owned(),
            spent_until: Moment::from_micros(0).plus(issued_at.saturating_add(LIFETIME + 2 * SKEW)),
            email: check::email(email).map_err(|_| Reason::EmailMalformed)?,
            // Nobody is kept out for what their vendor's form has let in.
            name: name.map(|name| check::name(&without_unseen(name))).transpose().map_err(|_| Reason::NameMalformed)?,
            external_id: external_id(claims)?,
            role: role.map(|role| Role::parse(role).ok_or(Reason::RoleUnknown)).transpose()?,
        })
    }
}

/// RFC 7519 §4.1.3: a text, or a list that has it.
fn audience(claims: &Map<String, Value>, issuer: &str) -> Result<(), Reason> {
    let here = match claims.get("aud") {
        None | Some(Value::Null) => return Err(Reason::AudienceMissing),
        Some(Value::Array(all)) => all.iter().any(|one| one == issuer),
        Some(one) => one == issuer,
    };
    if here { Ok(()) } else { Err(Reason::AudienceWrong) }
}

/// When it was issued, if that is now.
fn times(claims: &Map<String, Value>, now: Moment) -> Result<i64, Reason> {
    let now = now.seconds();
    let issued_at = seconds(claims, "iat").map_err(|()| Reason::IssuedAtMissing)?.ok_or(Reason::IssuedAtMissing)?;
    let bound = |name| seconds(claims, name).map_err(|()| Reason::TimesMalformed);
    let (end, start) = (bound("exp")?, bound("nbf")?);
    if issued_at > now + SKEW {
        Err(Reason::IssuedInFuture)
    } else if now > issued_at.saturating_add(LIFETIME + SKEW) {
        Err(Reason::IssuedTooLongAgo)
    } else if end.is_some_and(|end| now >= end.saturating_add(SKEW)) {
        Err(Reason::Expired)
    } else if start.is_some_and(|start| now < start.saturating_sub(SKEW)) {
        Err(Reason::NotYetValid)
    } else {
        Ok(issued_at)
    }
}

/// RFC 7519 §2, NumericDate: seconds since 1970, perhaps with a fraction, which is cut off.
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, ()> {
    let number = match claims.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(number) => number.as_i64().or_else(|| Some(number.as_f64()?.trunc() as i64)),
    };
    number.map(Some).ok_or(())
}

/// A claim that is a text; blank is none.
fn text<'a>(claims: &'a Map<String, Value>, name: &str, wrong: Reason) -> Result<Option<&'a str>, Reason> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.trim().is_empty())),
        Some(_) => Err(wrong),
    }
}

/// Many vendors call their people by number.
fn external_id(claims: &Map<String, Value>) -> Result<Option<String>, Reason> {
    let number = claims.get("external_id").and_then(Value::as_i64).map(|number| number.to_string());
    let text = match &number {
        Some(number) => Some(number.as_str()),
        None => text(claims, "external_id", Reason::ExternalIdMalformed)?,
    };
    crate::tenants::check::external_id(text).map_err(|_| Reason::ExternalIdMalformed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://acme.example.com";
    const NOW: i64 = 1_795_600_000;

    /// What is read of the usual claims with `changed` members; `null` takes one away.
    fn read(changed: &Value) -> Result<Assertion, Reason> {
        let mut claims = json!({
            "aud": ISSUER, "iat": NOW, "jti": "1", "email": "ada@example.com",
            "name": "Ada", "external_id": "7", "role": "agent",
        });
        for (name, value) in changed.as_object().unwrap() {
            claims[name] = value.clone();
        }
        Assertion::read("k", claims.as_object().unwrap(), ISSUER, Moment::from_micros(NOW * 1_000_000))
    }

    #[test]
    fn what_the_vendor_says() {
        let ada = read(&json!({})).unwrap();
        assert_eq!((ada.email.as_str(), ada.name.as_deref()), ("ada@example.com", Some("Ada")));
        assert_eq!((ada.external_id.as_deref(), ada.role), (Some("7"), Some(Role::Agent)));
        let pasted = read(&json!({"name": "\u{feff}A\u{200b}da"})).unwrap();
        assert_eq!(pasted.name.as_deref(), Some("Ada"));
        let little = read(&json!({"name": null, "external_id": "", "role": null, "unknown": {"a": []}})).unwrap();
        assert_eq!((little.name, little.external_id, little.role), (None, None, None));
        assert_eq!(read(&json!({"external_id": 42})).unwrap().external_id.as_deref(), Some("42"));
        assert_eq!(read(&json!({"email": " Дарья@пример.рф "})).unwrap().email, "Дарья@пример.рф");
    }

    #[test]
    fn every_check_has_a_reason_of_its_own() {
        for (changed, reason) in [
            (json!({"aud": null}), Reason::AudienceMissing),
            (json!({"aud": "https://globex.example.com"}), Reason::AudienceWrong),
            (json!({"aud": "https://acme.example.com/"}), Reason::AudienceWrong),
            (json!({"aud": "https://ACME.example.com"}), Reason::AudienceWrong),
            (json!({"aud": []}), Reason::AudienceWrong),
            (json!({"aud": ["https://globex.example.com", 7]}), Reason::AudienceWrong),
            (json!({"aud": {"a": ISSUER}}), Reason::AudienceWrong),
            (json!({"iat": null}), Reason::IssuedAtMissing),
            (json!({"iat": NOW.to_string()}), Reason::IssuedAtMissing),
            (json!({"iat": [NOW]}), Reason::IssuedAtMissing),
            (json!({"iat": NOW + 61}), Reason::IssuedInFuture),
            (json!({"iat": NOW * 1_000}), Reason::IssuedInFuture),
            (json!({"iat": 1e300}), Reason::IssuedInFuture),
            (json!({"iat": u64::MAX}), Reason::IssuedInFuture),
            (json!({"iat": NOW - 241}), Reason::IssuedTooLongAgo),
            (json!({"iat": NOW - 241, "exp": NOW + 1_000_000}), Reason::IssuedTooLongAgo),
            (json!({"iat": i64::MIN}), Reason::IssuedTooLongAgo),
            (json!({"iat": -1e300}), Reason::IssuedTooLongAgo),
            (json!({"exp": "never"}), Reason::TimesMalformed),
            (json!({"nbf": true}), Reason::TimesMalformed),
            (json!({"exp": NOW - 60}), Reason::Expired),
            (json!({"exp": i64::MIN}), Reason::Expired),
            (json!({"nbf": NOW + 61}), Reason::NotYetValid),
            (json!({"nbf": i64::MAX}), Reason::NotYetValid),
            (json!({"jti": null}), Reason::JtiMissing),
            (json!({"jti": ""}), Reason::JtiMissing),
            (json!({"jti": 7}), Reason::JtiMissing),
            (json!({"jti": "ж".repeat(256)}), Reason::JtiTooLong),
            (json!({"email": null}), Reason::EmailMalformed),
            (json!({"email": "ada"}), Reason::EmailMalformed),
            (json!({"email": ["ada@example.com"]}), Reason::EmailMalformed),
            (json!({"email": "a@b.c,ada@example.com"}), Reason::EmailMalformed),
            (json!({"email": "ada@example.com\nbcc: x@y.z"}), Reason::EmailMalformed),
            (json!({"name": "a".repeat(256)}), Reason::NameMalformed),
            (json!({"name": "A\u{202e}da"}), Reason::NameMalformed),
            (json!({"name": 7}), Reason::NameMalformed),
            (json!({"name": "\u{200b}"}), Reason::NameMalformed),
            (json!({"external_id": "a".repeat(256)}), Reason::ExternalIdMalformed),
            (json!({"external_id": 1.5}), Reason::ExternalIdMalformed),
            (json!({"external_id": "a\u{0}b"}), Reason::ExternalIdMalformed),
            (json!({"role": "owner"}), Reason::RoleUnknown),
            (json!({"role": "Admin"}), Reason::RoleUnknown),
            (json!({"role": ["admin"]}), Reason::RoleUnknown),
        ] {
            assert_eq!(read(&changed), Err(reason), "{changed}");
        }
    }

    #[test]
    fn a_minute_of_skew_is_no_reason_and_a_far_end_prolongs_nothing() {
        for changed in [
            json!({"aud": ["https://globex.example.com", ISSUER]}),
            json!({"iat": NOW + 60}),
            json!({"iat": NOW - 240}),
            json!({"iat": NOW as f64 + 0.5}),
            json!({"exp": NOW - 59, "nbf": NOW + 60}),
            json!({"exp": i64::MAX, "nbf": i64::MIN}),
            json!({"jti": "ж".repeat(255)}),
        ] {
            assert!(read(&changed).is_ok(), "{changed}");
        }
        let far = read(&json!({"exp": NOW + 1_000_000, "iat": NOW + 60})).unwrap();
        assert!(far.spent_until.seconds() > NOW + 60 + LIFETIME + SKEW, "remembered for longer than it is good");
    }
}
