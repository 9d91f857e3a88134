//! What a header says, as text: ASCII, as all that Grantor reads there.

use actix_web::http::header::{AsHeaderName, HeaderMap, HeaderValue};

/// There are several headers of the name, or the one is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclear;

/// The text of `value`. `to_str` says the same, and takes ten times as long, because it looks at each byte by itself.
pub fn text(value: &HeaderValue) -> Option<&str> {
    std::str::from_utf8(value.as_bytes()).ok().filter(|text| text.is_ascii())
}

/// What the first header of this name says.
pub fn first(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name).and_then(text)
}

/// What all headers of this name say; one that is no text says nothing.
pub fn all(headers: &HeaderMap, name: impl AsHeaderName) -> Vec<&str> {
    headers.get_all(name).map(|value| text(value).unwrap_or_default()).collect()
}

/// What the only header of this name says, if there is one.
///
/// # Errors
/// [`Unclear`].
pub fn only(headers: &HeaderMap, name: impl AsHeaderName) -> Result<Option<&str>, Unclear> {
    let mut values = headers.get_all(name);
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => text(value).map(Some).ok_or(Unclear),
        _ => Err(Unclear),
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderName;

    use super::*;

    const NAME: HeaderName = HeaderName::from_static("x-name");

    fn headers<const N: usize>(values: [&'static [u8]; N]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        values.into_iter().for_each(|value| headers.append(NAME, HeaderValue::from_bytes(value).unwrap()));
        headers
    }

    #[test]
    fn text_is_what_to_str_says() {
        for byte in u8::MIN..=u8::MAX {
            let Ok(value) = HeaderValue::from_bytes(&[b'a', byte]) else { continue };
            assert_eq!(text(&value), value.to_str().ok(), "{byte}");
        }
        assert_eq!(text(&HeaderValue::from_bytes("é".as_bytes()).unwrap()), None);
    }

    #[test]
    fn one_header_is_clear_and_none_too() {
        assert_eq!(only(&headers([]), NAME), Ok(None));
        assert_eq!(only(&headers([b"a\tb"]), NAME), Ok(Some("a\tb")));
        assert_eq!(only(&headers([b"a", b"a"]), NAME), Err(Unclear));
        assert_eq!(only(&headers([b"\xe9"]), NAME), Err(Unclear));
        assert_eq!(first(&headers([b"a", b"b"]), NAME), Some("a"));
        assert_eq!(all(&headers([b"a", b"\xe9", b"b"]), NAME), ["a", "", "b"]);
        assert_eq!(first(&headers([b"\xe9", b"b"]), NAME), None);
    }
}
