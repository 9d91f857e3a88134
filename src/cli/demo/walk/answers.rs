//! What is of interest in an answer.

use serde_json::Value;

use crate::outgoing::Answer;

/// What is of interest in an answer: where it leads, what it sets, what it says.
pub(super) fn fields_of(answer: &Answer) -> Vec<(String, String)> {
    const HEADERS: [&str; 4] = ["location", "set-cookie", "www-authenticate", "retry-after"];
    let header = |name: &&str| Some(((*name).to_owned(), answer.header(name)?.to_owned()));
    let mut fields: Vec<_> = HEADERS.iter().filter_map(header).collect();
    match serde_json::from_str::<Value>(&answer.body) {
        Ok(body) => fields.extend(flat(&body)),
        Err(_) => fields.extend(heading(answer).map(|heading| ("page".to_owned(), heading))),
    }
    fields
}

/// The fields of a JSON object, as text.
pub(super) fn flat(body: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    body.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), text(value))).collect()
}

/// A field of a JSON answer, `Null` if there is none.
pub(super) fn field(answer: &Answer, name: &str) -> Value {
    serde_json::from_str::<Value>(&answer.body).map(|mut body| body[name].take()).unwrap_or_default()
}

/// The same as text, empty if there is none.
pub(super) fn text(answer: &Answer, name: &str) -> String {
    field(answer, name).as_str().unwrap_or_default().to_owned()
}

/// A parameter of the address that an answer leads to.
pub(super) fn parameter(answer: &Answer, name: &str) -> Option<String> {
    let (_, query) = answer.header("location")?.split_once('?')?;
    form_urlencoded::parse(query.as_bytes()).find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

/// What a page is called.
pub(super) fn heading(answer: &Answer) -> Option<String> {
    let (_, rest) = answer.body.split_once("<h1>")?;
    let mut text = String::new();
    let mut inside = false;
    for c in rest.split("</h1>").next()?.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside && !matches!(c, '\u{2068}' | '\u{2069}') => text.push(c),
            _ => {}
        }
    }
    Some(text)
}

/// The hidden fields of the form on a page of ours; no other page is read here.
pub(super) fn hidden(answer: &Answer) -> Vec<(String, String)> {
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!("{name}=\""))?;
        Some(unescaped(rest.split_once('"')?.0))
    };
    let tags = answer.body.split("<input type=\"hidden\"").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter_map(|tag| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect()
}

/// Character references as our templates write them: by number.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("&#");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let reference =
            part.split_once(';').and_then(|(number, rest)| Some((char::from_u32(number.parse().ok()?)?, rest)));
        match reference {
            Some((c, rest)) => {
                plain.push(c);
                plain.push_str(rest);
            }
            None => plain.push_str(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::super::outsider::owned;
    use super::*;

    fn page(body: &str) -> Answer {
        Answer { status: 200, headers: hyper::HeaderMap::new(), body: body.to_owned() }
    }

    #[test]
    fn a_form_is_read_as_a_browser_reads_it() {
        let page = page(
            "<h1>Allow <bdi>A&B</bdi>?</h1><input type=\"hidden\" name=\"state\" value=\"a&#38;b&#34;\">\n<input type=\"hidden\" name=\"csrf\" value=\"x\"><input name=\"email\">",
        );
        assert_eq!(hidden(&page), owned(&[("state", "a&b\""), ("csrf", "x")]));
        assert_eq!(heading(&page).as_deref(), Some("Allow A&B?"));
    }
}
