//! A client's logo: the picture, and the form for another.

use askama::Template;

use super::parts::Crumb;
use super::shell::Shell;
use crate::web::pages::form::Form;

/// The page of a client's logo.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/client_logo.html")]
pub struct ClientLogo {
    /// What stands around it.
    pub shell: Shell,
    /// The list behind it.
    pub crumb: Crumb,
    /// The client's name.
    pub name: String,
    /// Path of the logo that it has, on this host.
    pub logo: Option<String>,
    /// Whether what was sent was no picture.
    pub wrong: bool,
    /// The form; the file is called `picture`, the box that takes the logo away `remove`.
    pub form: Form,
    /// Where *Cancel* leads.
    pub cancel: String,
}
