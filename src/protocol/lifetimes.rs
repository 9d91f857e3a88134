//! How long tokens live: the contract's bounds, and what a request asks for within them.
//!
//! A request may ask for `expires_in` and `refresh_token_expires_in`, numbers also as text. Outside the bounds it is
//! refused with the bounds in the description; silently giving less was refused, because a client that asked for a
//! week would plan with a week. The longest access token is shorter than the shortest refresh token, so a refresh
//! token always outlives its access token.

use super::parameters::Parameters;
use super::reason::Reason;

/// The seconds that a token may be given, and those that it gets when nobody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The fewest seconds that can be asked for.
    pub least: i64,
    /// What is given unasked.
    pub default: i64,
    /// The most seconds that can be asked for.
    pub most: i64,
}

impl Bounds {
    /// An access token's, for everyone.
    pub const ACCESS: Self = Self { least: 300, default: 1_800, most: 172_800 };
    /// A refresh token's, for everyone.
    pub const REFRESH: Self = Self { least: 604_800, default: 2_592_000, most: 7_776_000 };

    /// Whether `seconds` may be asked for.
    pub const fn allow(self, seconds: i64) -> bool {
        self.least <= seconds && seconds <= self.most
    }

    fn give(self, parameter: &'static str, asked: Option<i64>) -> Result<i64, Reason> {
        match asked {
            None => Ok(self.default),
            Some(seconds) if self.allow(seconds) => Ok(seconds),
            Some(_) => Err(Reason::LifetimeOutOfBounds { parameter, min: self.least, max: self.most }),
        }
    }
}

/// The lifetimes that a request asks for, in seconds; absent where it leaves them to us.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `expires_in`.
    pub access: Option<i64>,
    /// `refresh_token_expires_in`.
    pub refresh: Option<i64>,
}

/// The lifetimes that a request gets, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// The access token's; absent if it never expires.
    pub access: Option<i64>,
    /// The refresh token's.
    pub refresh: i64,
}

impl Asked {
    /// Reads the parameters of a token request.
    ///
    /// # Errors
    /// [`Reason::LifetimeOutOfBounds`] with everyone's bounds for what is no whole number; as [`Parameters::get`].
    pub fn read(parameters: &Parameters) -> Result<Self, Reason> {
        Ok(Self {
            access: seconds(parameters, "expires_in", Bounds::ACCESS)?,
            refresh: seconds(parameters, "refresh_token_expires_in", Bounds::REFRESH)?,
        })
    }

    /// What these get where `access` and `refresh` are the bounds. Without bounds for access tokens, they never
    /// expire unless the request asks them to.
    ///
    /// # Errors
    /// [`Reason::LifetimeOutOfBounds`], naming the parameter and its bounds.
    pub fn within(self, access: Option<Bounds>, refresh: Bounds) -> Result<Lifetimes, Reason> {
        let access = match (access, self.access) {
            (None, None) => None,
            (bounds, asked) => Some(bounds.unwrap_or(Bounds::ACCESS).give("expires_in", asked)?),
        };
        Ok(Lifetimes { access, refresh: refresh.give("refresh_token_expires_in", self.refresh)? })
    }
}

fn seconds(parameters: &Parameters, name: &'static str, bounds: Bounds) -> Result<Option<i64>, Reason> {
    let Some(text) = parameters.get(name)? else { return Ok(None) };
    let whole = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|_| whole);
    number.map(Some).ok_or(Reason::LifetimeOutOfBounds { parameter: name, min: bounds.least, max: bounds.most })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocol::refusal::Refusal;

    fn read(form: &str) -> Result<Asked, Reason> {
        Asked::read(&Parameters::from_form(form.as_bytes()).unwrap())
    }

    fn given(form: &str) -> Result<Lifetimes, Reason> {
        read(form)?.within(Some(Bounds::ACCESS), Bounds::REFRESH)
    }

    #[test]
    fn nothing_asked_for_is_half_an_hour_and_thirty_days() {
        assert_eq!(given(""), Ok(Lifetimes { access: Some(1_800), refresh: 2_592_000 }));
        assert_eq!(given("expires_in=&refresh_token_expires_in="), given(""));
    }

    #[test]
    fn the_bounds_themselves_may_be_asked_for() {
        for seconds in [300, 172_800] {
            assert_eq!(given(&format!("expires_in={seconds}")).unwrap().access, Some(seconds));
        }
        for seconds in [604_800, 7_776_000] {
            assert_eq!(given(&format!("refresh_token_expires_in={seconds}")).unwrap().refresh, seconds);
        }
    }

    #[test]
    fn a_number_may_be_a_text_or_a_number() {
        for body in [r#"{"expires_in":3600}"#, r#"{"expires_in":"3600"}"#, r#"{"expires_in":3600.0}"#] {
            assert_eq!(Asked::read(&Parameters::from_json(body.as_bytes()).unwrap()).unwrap().access, Some(3_600));
        }
    }

    #[test]
    fn whatever_lies_outside_is_refused_with_the_bounds() {
        for sent in ["299", "172801", "-1", "0", "3600.5", "1e3", "+3600", " 3600", "soon", "99999999999999999999"] {
            let reason = given(&format!("expires_in={}", sent.replace('+', "%2B"))).unwrap_err();
            let description = Refusal::from(reason).description();
            assert!(
                description
                    .ends_with("The parameter expires_in has to be a whole number of seconds from 300 to 172800."),
                "{sent}"
            );
        }
        let reason = given("refresh_token_expires_in=604799").unwrap_err();
        assert_eq!(
            reason,
            Reason::LifetimeOutOfBounds { parameter: "refresh_token_expires_in", min: 604_800, max: 7_776_000 }
        );
    }

    #[test]
    fn narrower_bounds_are_the_ones_that_are_named() {
        let narrow = Bounds { least: 300, default: 600, most: 900 };
        let within = |form: &str| read(form).unwrap().within(Some(narrow), Bounds::REFRESH);
        assert_eq!(within("").unwrap().access, Some(600));
        assert_eq!(
            within("expires_in=901"),
            Err(Reason::LifetimeOutOfBounds { parameter: "expires_in", min: 300, max: 900 })
        );
    }

    #[test]
    fn where_access_tokens_never_expire_a_request_may_still_ask_them_to() {
        let within = |form: &str| read(form).unwrap().within(None, Bounds::REFRESH);
        assert_eq!(within("").unwrap().access, None);
        assert_eq!(within("expires_in=300").unwrap().access, Some(300));
        assert!(within("expires_in=1").is_err());
    }

    proptest! {
        #[test]
        fn a_refresh_token_outlives_its_access_token(access in proptest::option::of(any::<i64>()), refresh in proptest::option::of(any::<i64>())) {
            if let Ok(given) = (Asked { access, refresh }).within(Some(Bounds::ACCESS), Bounds::REFRESH) {
                prop_assert!(given.access.is_some_and(|access| access < given.refresh && Bounds::ACCESS.allow(access)));
                prop_assert!(Bounds::REFRESH.allow(given.refresh));
            }
        }

        #[test]
        fn never_panics(sent: String) {
            let body = serde_json::json!({ "expires_in": sent }).to_string();
            let _ = Parameters::from_json(body.as_bytes()).and_then(|parameters| Asked::read(&parameters));
        }
    }
}
