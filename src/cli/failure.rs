//! Why a command did not do what was typed, and what to type next.

use std::path::Path;

use serde_json::{Value, json};

use crate::config::LoadError;
use crate::refused::Problem;
use crate::server::StartError;

/// Why a command did not do what was typed.
#[derive(Debug)]
pub(super) struct Failure {
    /// A word for programs.
    pub error: String,
    /// A sentence for people.
    pub message: String,
    /// What to type next.
    pub hint: Option<String>,
    /// Every field that is wrong, as the operator API names them.
    pub problems: Vec<Value>,
}

impl Failure {
    /// A failure without a hint.
    pub(super) fn new(error: &str, message: impl Into<String>) -> Self {
        Self { error: error.into(), message: message.into(), hint: None, problems: Vec::new() }
    }

    /// The same failure with what to type next.
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same failure of a step that came after another one: what that one has `done` stays.
    pub(super) fn after(mut self, done: &str) -> Self {
        let why = self.message.replace("Nothing was changed.", "");
        self.message = format!("Not all of it was done: {done}, the rest is not. {why}").trim_end().to_owned();
        self
    }

    /// What the operator API would answer to this.
    pub(super) fn invalid(problem: &Problem) -> Self {
        let found = json!({ "field": problem.field, "error": problem.flaw.as_str(), "message": problem.says });
        Self { problems: vec![found], ..Self::new("invalid", "Nothing was changed.") }
    }

    /// What the operator API answered instead of doing it.
    pub(super) fn of_answer(status: u16, body: &Value) -> Self {
        let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        Self {
            error: text("error").unwrap_or_else(|| "failed".into()),
            message: text("message").unwrap_or_else(|| format!("The server answered {status}.")),
            hint: text("hint"),
            problems: body.get("problems").and_then(Value::as_array).cloned().unwrap_or_default(),
        }
    }

    /// The failure as the operator API would say it.
    pub(super) fn json(&self) -> Value {
        let mut said = json!({ "error": self.error, "message": self.message });
        if let Some(hint) = &self.hint {
            said["hint"] = json!(hint);
        }
        if !self.problems.is_empty() {
            said["problems"] = json!(self.problems);
        }
        said
    }
}

/// The text of the file that `option` names; `hint` says what should be in it.
pub(super) fn text_of(option: &str, file: &Path, hint: &str) -> Result<String, Failure> {
    let unreadable = |error| Failure::new("file", format!("`{option}` {}: {error}", file.display())).hint(hint);
    std::fs::read_to_string(file).map_err(unreadable)
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::new("configuration", error.to_string()).hint("`grantor.example.toml` shows every key with its default")
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::new("start", error.to_string())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new("io", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_step_does_not_say_that_nothing_was_changed() {
        let refused = |message: &str| Failure::new("invalid", message).after("the tenant is changed").message;
        let done = "Not all of it was done: the tenant is changed, the rest is not.";
        assert_eq!(refused("Nothing was changed."), done);
        assert_eq!(refused("The server did not answer."), format!("{done} The server did not answer."));
    }
}
