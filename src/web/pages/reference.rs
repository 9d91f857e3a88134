//! What programs can call, to be read.

use askama::Template;

use super::frame::Frame;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "pages/reference.html")]
pub struct Reference {
    /// What stands around it.
    pub frame: Frame,
    /// Where the same is for programs.
    pub document: String,
    /// What can be called.
    pub groups: Vec<Group>,
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

impl Call {
    /// What it takes and gives, each with the message that says so.
    fn parts(&self) -> [(&'static str, &[Field]); 3] {
        [("reference-parameters", &self.parameters), ("reference-takes", &self.takes), ("reference-gives", &self.gives)]
    }
}
