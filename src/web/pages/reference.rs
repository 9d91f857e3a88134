//! What programs can call, to be read.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use askama::Template;
use askama::filters::HtmlSafe;

use super::frame::Frame;
use super::phrase::escaped;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/reference.html")]
pub struct Reference {
    /// What stands around it.
    pub frame: Frame,
    /// Where the same is for programs.
    pub document: String,
    /// What can be called.
    pub groups: Cow<'static, [Group]>,
}

/// The calls about one thing.
#[derive(Clone, Debug)]
pub struct Group {
    /// The thing, as in the address.
    pub name: String,
    /// The calls.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET`.
    pub method: String,
    /// Its path.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// Who may call it.
    pub description: String,
    /// What its path and query take.
    pub parameters: Vec<Field>,
    /// What its body takes.
    pub takes: Vec<Field>,
    /// The status of success.
    pub status: String,
    /// What it answers then.
    pub gives: Vec<Field>,
    /// Every other status, and what it means.
    pub refusals: Vec<(String, String)>,
}

/// A value with a name.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The form of the value.
    pub kind: String,
    /// What it is for, if its name does not tell.
    pub says: String,
}

/// A sentence of the document, in which backticks set off what is code.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a>(&'a str);

/// `text` as HTML.
pub const fn said(text: &str) -> Said<'_> {
    Said(text)
}

impl Display for Said<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, part) in self.0.split('`').enumerate() {
            let text = escaped(part)?;
            if at % 2 == 0 { f.write_str(&text)? } else { write!(f, r#"<code translate="no">{text}</code>"#)? }
        }
        Ok(())
    }
}

/// Its parts are escaped above.
impl HtmlSafe for Said<'_> {}

impl Call {
    /// What it takes and gives, each with the message that says so.
    fn parts(&self) -> [(&'static str, &[Field]); 3] {
        [("reference-parameters", &self.parameters), ("reference-takes", &self.takes), ("reference-gives", &self.gives)]
    }
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn backticks_set_off_code() {
        let code = said("a token needs `read` or `<b>`").to_string();
        let (read, other) = (r#"<code translate="no">read</code>"#, r#"<code translate="no">&#60;b&#62;</code>"#);
        assert_eq!(code, format!("a token needs {read} or {other}"));
    }
}
