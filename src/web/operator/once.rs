//! A secret in the answer that made it: the only place where it is ever shown.

use serde_json::{Value, json};

use crate::secret::Secret;

/// `thing` with the `secret` that was just made for it.
pub(super) fn once(mut thing: Value, secret: Option<&Secret>) -> Value {
    if let Some(secret) = secret {
        thing["secret"] = json!(secret.reveal());
    }
    thing
}
