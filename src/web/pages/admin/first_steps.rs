//! How an application is connected, from the first question (*our security team wants to connect one*) to the end.

use askama::Template;

use super::shell::Shell;
use crate::web::pages::phrase::Phrase;

/// The first page of the Admin Center.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/first_steps.html")]
pub struct FirstSteps {
    /// What stands around it.
    pub shell: Shell,
    /// Whether applications may be allowed in.
    pub oauth_access: bool,
    /// What the application has to be told: name, address.
    pub addresses: Vec<(Phrase, String)>,
    /// Where it is said what programs can call, if this server has an API.
    pub reference: Option<String>,
}
