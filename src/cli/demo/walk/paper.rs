//! What the walk prints: steps, requests, answers, and whether they are as the contract says.
//!
//! With `--json` nothing is printed on the way, and all of it at the end.

use serde_json::{Value, json};

use super::answers::fields_of;
use super::outsider::Ask;
use super::shown::shown;
use crate::cli::failure::Failure;
use crate::cli::output::Output;
use crate::outgoing::Answer;

/// Where the walk writes.
pub(super) struct Paper<'a> {
    output: &'a mut Output,
    steps: Vec<Value>,
    passed: u32,
    failed: u32,
}

impl<'a> Paper<'a> {
    /// An empty one.
    pub(super) fn new(output: &'a mut Output) -> Self {
        Self { output, steps: Vec::new(), passed: 0, failed: 0 }
    }

    /// The next step.
    pub(super) fn step(&mut self, title: &str) -> Result<(), Failure> {
        self.steps.push(json!({ "step": title, "exchanges": [], "checks": [] }));
        self.say(&format!("\n{:>2}  {title}", self.steps.len()))
    }

    /// A request and its answer.
    pub(super) fn exchange(&mut self, ask: &Ask, answer: &Answer) -> Result<(), Failure> {
        let (sent, came) = (shown(&ask.sent()), shown(&fields_of(answer)));
        let line = format!("{} {}{}", ask.method, ask.host, ask.path);
        self.say(&format!("\n    {line}{}", laid_out(&sent)))?;
        self.say(&format!("    {}{}", answer.status, laid_out(&came)))?;
        let told = json!({ "request": line, "sent": object(&sent), "status": answer.status, "answer": object(&came) });
        self.note("exchanges", told);
        Ok(())
    }

    /// What an operator changes on the way.
    pub(super) fn operator(&mut self, path: &str, change: &Value) -> Result<(), Failure> {
        self.note("exchanges", json!({ "request": format!("PATCH {path}"), "sent": change }));
        self.say(&format!("\n    operator: PATCH {path} {change}"))
    }

    /// Whether `found` is what was `expected`.
    #[expect(clippy::needless_pass_by_value, reason = "so that a check reads as a sentence")]
    pub(super) fn same<T: PartialEq + std::fmt::Debug>(
        &mut self,
        what: &str,
        found: T,
        expected: T,
    ) -> Result<(), Failure> {
        let wrong = (found != expected).then(|| format!("expected {expected:?}, found {found:?}"));
        self.checked(what, wrong)
    }

    /// Whether something holds.
    pub(super) fn holds(&mut self, what: &str, holds: bool) -> Result<(), Failure> {
        self.checked(what, (!holds).then(|| "it is not so".to_owned()))
    }

    fn checked(&mut self, what: &str, wrong: Option<String>) -> Result<(), Failure> {
        match &wrong {
            None => self.passed += 1,
            Some(_) => self.failed += 1,
        }
        self.note("checks", json!({ "what": what, "wrong": wrong }));
        match wrong {
            None => self.say(&format!("      ✓ {what}")),
            Some(wrong) => self.say(&format!("      ✗ {what}: {wrong}")),
        }
    }

    /// How it went; a failure if anything was not as it should be.
    pub(super) fn count(self) -> Result<(), Failure> {
        let (steps, passed, failed) = (self.steps.len(), self.passed, self.failed);
        if self.output.is_json() {
            self.output.document(&json!({ "steps": self.steps, "passed": passed, "failed": failed }))?;
        } else {
            self.output
                .text(&format!("\n{steps} steps, {} checks: {passed} passed, {failed} failed", passed + failed))?;
        }
        verdict(failed)
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        if self.output.is_json() { Ok(()) } else { self.output.text(text) }
    }

    fn note(&mut self, list: &str, told: Value) {
        if let Some(list) = self.steps.last_mut().and_then(|step| step[list].as_array_mut()) {
            list.push(told);
        }
    }
}

fn laid_out(fields: &[(String, String)]) -> String {
    fields.iter().map(|(name, value)| format!("\n        {name}: {value}")).collect()
}

fn object(fields: &[(String, String)]) -> Value {
    Value::Object(fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect())
}

fn verdict(failed: u32) -> Result<(), Failure> {
    match failed {
        0 => Ok(()),
        _ => Err(Failure::new("contract", format!("{failed} checks are not as the contract says."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wrong_answer_is_a_failure() {
        let mut output = Output::new(true);
        let mut paper = Paper::new(&mut output);
        paper.step("a step").unwrap();
        paper.same("one", 1, 1).unwrap();
        assert!(verdict(paper.failed).is_ok());
        paper.same("two", 2, 3).unwrap();
        paper.holds("three", false).unwrap();
        assert_eq!((paper.passed, paper.failed), (1, 2));
        assert_eq!(paper.steps[0]["checks"][1]["wrong"], "expected 3, found 2");
        assert!(verdict(paper.failed).is_err());
    }
}
