//! API tokens and access tokens: what they are, and which of them one needs.

use askama::Template;

use super::shell::Shell;
use crate::web::pages::phrase::Phrase;

/// The page that explains both.
#[derive(Clone, Debug, Template)]
#[template(path = "admin/explained.html")]
pub struct Explained {
    /// What stands around it.
    pub shell: Shell,
    /// Where a code is turned into a token.
    pub token_endpoint: String,
    /// Where a token is made by an admin's program.
    pub api: Option<String>,
}

/// A question, and the answer for each.
pub struct Row {
    question: Phrase,
    access_token: Phrase,
    api_token: Phrase,
}

impl Explained {
    fn rows(&self) -> Vec<Row> {
        let row = |question, access_token, api_token| Row {
            question: self.shell.say(question),
            access_token: self.shell.say(access_token),
            api_token: self.shell.say(api_token),
        };
        vec![
            row("explained-made", "explained-made-access", "explained-made-api"),
            row("explained-acts", "explained-acts-access", "explained-acts-api"),
            row("explained-may", "explained-may-access", "explained-may-api"),
            row("explained-ends", "explained-ends-access", "explained-ends-api"),
            row("explained-sent", "explained-sent-access", "explained-sent-api"),
            row("explained-for", "explained-for-access", "explained-for-api"),
        ]
    }
}
