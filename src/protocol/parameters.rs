//! The parameters of a request: from a form body, a JSON object, or (authorization requests only) a query string.
//!
//! RFC 6749 §3.1, §3.2: a parameter without a value counts as left out, an unknown one is ignored, one
//! that is there more than once is refused. *Known* is what somebody asks for by [`Parameters::get`], so the
//! list of known parameters cannot fall behind the code. JSON is our addition: real clients send it, with
//! `null` for what they leave out and numbers or strings for seconds. Doing without `form_urlencoded` and
//! `serde_json::Value` is deliberate: the first replaces broken UTF-8, the second drops repeated keys.

use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use super::reason::Reason;

mod json;

/// How many parameters a request may have, known or not.
pub const MAXIMUM: usize = 100;

/// The parameters of one request, in the order in which they were sent. They hold secrets: `Debug` says only
/// how many there are, and their memory is wiped.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, Value)>);

#[derive(Clone)]
enum Value {
    Absent,
    Text(Zeroizing<String>),
    /// A list or an object, this many levels deep: an error if somebody asks for it.
    Nested(usize),
    /// No UTF-8, or with a NUL: the same.
    Unreadable,
}

impl Parameters {
    /// Reads a body of `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`Reason::BodyNotText`] for broken UTF-8 or a NUL, [`Reason::TooManyParameters`].
    pub fn from_form(body: &[u8]) -> Result<Self, Reason> {
        let pairs = pairs(body).take(MAXIMUM + 1);
        let read = pairs.map(|(name, value)| Ok((plain(decode(name)?), Value::from(decode(value)?))));
        let parameters = Self(read.collect::<Result<_, _>>()?);
        if parameters.too_many() { Err(Reason::TooManyParameters) } else { Ok(parameters) }
    }

    /// Reads a query string, without its `?`. Not for the token endpoint, where it is never read (RFC 6749 §2.3.1).
    ///
    /// # Errors
    /// As [`from_form`](Self::from_form).
    pub fn from_query(query: &str) -> Result<Self, Reason> {
        Self::from_form(query.as_bytes())
    }

    /// Reads the parameters of an authorization request, a query string or a form. What cannot be read harms nobody
    /// but itself: a value that is no text is an error if somebody asks for it, a name that is none is unknown. Of too
    /// many, one more than the limit is kept, so that [`too_many`](Self::too_many) can be told to a proven client.
    pub fn leniently(encoded: &[u8]) -> Self {
        let read = pairs(encoded).take(MAXIMUM + 1).map(|(name, value)| {
            (plain(decode(name).unwrap_or_default()), decode(value).map_or(Value::Unreadable, Value::from))
        });
        Self(read.collect())
    }

    /// Whether more were sent than a request may have.
    pub fn too_many(&self) -> bool {
        self.0.len() > MAXIMUM
    }

    /// Whether they are JSON that was read as a form: no parameter's name begins like an object.
    pub fn look_like_json(&self) -> bool {
        self.0.first().is_some_and(|(name, _)| name.trim_start().starts_with('{'))
    }

    /// Reads a JSON object; an empty body is an empty object. Numbers and booleans are their text, `null` is absent.
    ///
    /// # Errors
    /// [`Reason::BodyNotText`], [`Reason::BodyNotJson`], [`Reason::BodyTooDeep`], [`Reason::TooManyParameters`].
    pub fn from_json(body: &[u8]) -> Result<Self, Reason> {
        let text = std::str::from_utf8(body).map_err(|_| Reason::BodyNotText)?;
        if text.trim_ascii().is_empty() {
            return Ok(Self::default());
        }
        json::parse(text).map(Self)
    }

    /// The value of the parameter `name`; empty and JSON `null` are absent.
    ///
    /// # Errors
    /// [`Reason::ParameterRepeated`] if it was sent more than once, even empty or alike;
    /// [`Reason::ParameterNotText`] if it is a list, an object or no text.
    pub fn get(&self, name: &'static str) -> Result<Option<&str>, Reason> {
        let mut found = self.0.iter().filter(|(sent, _)| sent == name).map(|(_, value)| value);
        match (found.next(), found.next()) {
            (_, Some(_)) => Err(Reason::ParameterRepeated(name)),
            (None | Some(Value::Absent), None) => Ok(None),
            (Some(Value::Text(text)), None) => Ok(Some(text)),
            (Some(Value::Nested(_) | Value::Unreadable), None) => Err(Reason::ParameterNotText(name)),
        }
    }

    /// Names and values of all that are text, in their order.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, value)| match value {
            Value::Text(text) => Some((name.as_str(), text.as_str())),
            _ => None,
        })
    }

    /// Every value of a parameter that may be there more than once: what was ticked in a form.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.texts().filter(move |(sent, _)| *sent == name).map(|(_, text)| text)
    }

    /// The value of a parameter that has to be there.
    ///
    /// # Errors
    /// Those of [`get`](Self::get), and [`Reason::ParameterMissing`].
    pub fn require(&self, name: &'static str) -> Result<&str, Reason> {
        self.get(name)?.ok_or(Reason::ParameterMissing(name))
    }
}

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Parameters({})", self.0.len())
    }
}

impl From<Zeroizing<String>> for Value {
    fn from(text: Zeroizing<String>) -> Self {
        if text.is_empty() { Self::Absent } else { Self::Text(text) }
    }
}

/// The names and values of a form, as they are encoded.
fn pairs(form: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        (halves.next().unwrap_or_default(), halves.next().unwrap_or_default())
    })
}

fn decode(encoded: &[u8]) -> Result<Zeroizing<String>, Reason> {
    text(String::from_utf8(form_decoded(encoded)).map_err(|_| Reason::BodyNotText)?.into())
}

/// A name is no secret.
fn plain(mut name: Zeroizing<String>) -> String {
    std::mem::take(&mut name)
}

/// Whether form-decoding may make something else of `text`.
pub(super) fn is_encoded(text: &[u8]) -> bool {
    memchr::memchr2(b'%', b'+', text).is_some()
}

/// The bytes that `application/x-www-form-urlencoded` stands for: most of them for themselves.
pub(super) fn form_decoded(encoded: &[u8]) -> Vec<u8> {
    if !is_encoded(encoded) {
        return encoded.to_vec();
    }
    let spaced: Zeroizing<Vec<u8>> =
        encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect::<Vec<u8>>().into();
    percent_decode(&spaced).collect()
}

/// A NUL ends a string for whatever lies behind us: it has no place in a parameter.
fn text(text: Zeroizing<String>) -> Result<Zeroizing<String>, Reason> {
    if text.contains('\0') { Err(Reason::BodyNotText) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(body: &str) -> Parameters {
        Parameters::from_form(body.as_bytes()).unwrap()
    }

    fn json(body: &str) -> Parameters {
        Parameters::from_json(body.as_bytes()).unwrap()
    }

    #[test]
    fn a_form_is_decoded() {
        let sent =
            form("scope=read+write&redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fa%3Db%2Bc&state=a=b&name=%C3%A9");
        assert_eq!(sent.get("scope"), Ok(Some("read write")));
        assert_eq!(sent.get("redirect_uri"), Ok(Some("https://app.example/cb?a=b+c")));
        assert_eq!(sent.get("state"), Ok(Some("a=b")));
        assert_eq!(sent.get("name"), Ok(Some("é")));
    }

    #[test]
    fn what_is_no_text_harms_only_itself_where_it_is_read_leniently() {
        let sent = Parameters::leniently(b"utm=%E9&scope=read&%FF=x&state=%00&nonce=1&nonce=2");
        assert_eq!(sent.get("scope"), Ok(Some("read")));
        assert_eq!(sent.get("state"), Err(Reason::ParameterNotText("state")));
        assert_eq!(sent.get("nonce"), Err(Reason::ParameterRepeated("nonce")));
        assert!(!sent.too_many());
    }

    #[test]
    fn too_many_are_told_where_they_are_read_leniently() {
        let many = |count: usize| (0..count).map(|n| format!("&p{n}=1")).collect::<String>();
        assert!(!Parameters::leniently(many(MAXIMUM).as_bytes()).too_many());
        let sent = Parameters::leniently(format!("scope=read{}", many(10_000)).as_bytes());
        assert_eq!((sent.too_many(), sent.0.len(), sent.get("scope")), (true, MAXIMUM + 1, Ok(Some("read"))));
    }

    #[test]
    fn what_was_ticked_in_a_form_is_there_as_often() {
        assert_eq!(form("scope=a&scope=&other=c&scope=b").all("scope").collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn empty_is_absent_and_so_is_null() {
        for sent in [form("scope=&&state"), json(r#"{"scope":"","state":null}"#), json(" "), json("{}"), form("")] {
            assert_eq!(sent.get("scope"), Ok(None));
            assert_eq!(sent.get("state"), Ok(None));
            assert_eq!(sent.require("scope"), Err(Reason::ParameterMissing("scope")));
        }
    }

    #[test]
    fn a_known_parameter_is_refused_when_it_is_repeated_and_an_unknown_one_ignored() {
        for sent in [
            form("a=1&a=1&b=2"),
            form("a=1&a=&b=2"),
            json(r#"{"a":"1","a":"1","b":2}"#),
            json(r#"{"a":1,"\u0061":null,"b":"2"}"#),
        ] {
            assert_eq!(sent.get("a"), Err(Reason::ParameterRepeated("a")));
            assert_eq!(sent.get("b"), Ok(Some("2")));
        }
    }

    #[test]
    fn names_are_case_sensitive_and_decoded() {
        let sent = form("Scope=x&sc%6Fpe=read");
        assert_eq!(sent.get("scope"), Ok(Some("read")));
    }

    #[test]
    fn json_numbers_and_booleans_are_their_text() {
        let sent = json(r#"{"expires_in":1800,"negative":-1,"whole":1800.0,"fraction":0.5,"yes":true}"#);
        for (name, text) in
            [("expires_in", "1800"), ("negative", "-1"), ("whole", "1800"), ("fraction", "0.5"), ("yes", "true")]
        {
            assert_eq!(sent.get(name), Ok(Some(text)));
        }
    }

    #[test]
    fn a_list_or_object_is_refused_only_where_a_text_was_wanted() {
        let sent = json(r#"{"scope":["read"],"client":{"id":1},"code":"x"}"#);
        assert_eq!(sent.get("scope"), Err(Reason::ParameterNotText("scope")));
        assert_eq!(sent.get("client"), Err(Reason::ParameterNotText("client")));
        assert_eq!(sent.get("code"), Ok(Some("x")));
    }

    #[test]
    fn a_scope_written_as_a_nested_form_field_is_unknown_and_harmless() {
        assert_eq!(form("scope[a]=b").get("scope"), Ok(None));
    }

    #[test]
    fn broken_text_is_refused() {
        for body in [&b"a=%ff"[..], b"a=\xff", b"%00=a", b"a=\0", b"a=%C3"] {
            assert_eq!(Parameters::from_form(body).unwrap_err(), Reason::BodyNotText);
        }
        for body in [&b"{\"a\":\"\xff\"}"[..], br#"{"a":"\u0000"}"#, br#"{"\u0000":1}"#, b"\xfe\xff"] {
            assert_eq!(Parameters::from_json(body).unwrap_err(), Reason::BodyNotText);
        }
    }

    #[test]
    fn what_is_no_json_object_is_refused() {
        for body in ["[]", "null", "\"a\"", "1", "{", "{}{}", "{a:1}", "{\"a\":1e999}", "{\"a\":\"\\ud800\"}", "a=b"] {
            assert_eq!(Parameters::from_json(body.as_bytes()).unwrap_err(), Reason::BodyNotJson, "{body}");
        }
    }

    #[test]
    fn json_is_eight_levels_deep_at_most() {
        let nested = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
        assert!(Parameters::from_json(nested(8).as_bytes()).is_ok());
        assert_eq!(Parameters::from_json(nested(9).as_bytes()).unwrap_err(), Reason::BodyTooDeep);
        assert_eq!(Parameters::from_json(nested(30_000).as_bytes()).unwrap_err(), Reason::BodyTooDeep);
    }

    #[test]
    fn there_are_a_hundred_parameters_at_most() {
        let form = |count: usize| (0..count).map(|at| format!("p{at}=1")).collect::<Vec<_>>().join("&");
        let json =
            |count: usize| format!("{{{}}}", (0..count).map(|at| format!("\"p{at}\":1")).collect::<Vec<_>>().join(","));
        assert!(Parameters::from_form(form(100).as_bytes()).is_ok());
        assert!(Parameters::from_json(json(100).as_bytes()).is_ok());
        assert_eq!(Parameters::from_form(form(101).as_bytes()).unwrap_err(), Reason::TooManyParameters);
        assert_eq!(Parameters::from_json(json(101).as_bytes()).unwrap_err(), Reason::TooManyParameters);
    }

    #[test]
    fn debug_prints_no_secret() {
        assert_eq!(format!("{:?}", form("client_secret=hush")), "Parameters(1)");
    }

    proptest! {
        #[test]
        fn whatever_a_form_carries_comes_back(value in "[^\0]+") {
            let body: String = form_urlencoded::Serializer::new(String::new()).append_pair("a", &value).finish();
            let sent = form(&body);
            prop_assert_eq!(sent.get("a"), Ok(Some(value.as_str())));
        }

        #[test]
        fn whatever_json_carries_comes_back(value in "[^\0]+", number: i64) {
            let sent = json(&serde_json::json!({ "a": value, "b": number }).to_string());
            prop_assert_eq!(sent.get("a"), Ok(Some(value.as_str())));
            let number = number.to_string();
            prop_assert_eq!(sent.get("b"), Ok(Some(number.as_str())));
        }

        #[test]
        fn never_panics(body: Vec<u8>, like_json in r#"[{}\[\]",:a0\\u]{0,60}"#) {
            let _ = Parameters::from_form(&body);
            let _ = Parameters::from_json(&body);
            let _ = Parameters::from_json(like_json.as_bytes());
        }
    }
}
