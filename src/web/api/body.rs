//! What a call asks to make or change: a JSON object, with or without its envelope (`{"client":{…}}` or its inside).
//!
//! Numbers and switches may be strings, because libraries send what they have; what a caller cannot change is ignored,
//! because libraries send back whole objects. A repeated key is refused: two readers would take different ones. An
//! empty body is an empty object. A form is refused, also with JSON in it: that is what another site's page can send.

mod given;
mod strict;

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::denied::Denied;
use crate::web::body::{is_encoded, read};
use crate::web::header_text;
pub use given::{Given, Lenient, Words};

/// The object that a call sent.
#[derive(Clone, Debug, Default)]
pub struct Body(Map<String, Value>);

impl Body {
    /// What is asked of a record that is called `envelope`. The fields of `T` are [`Given`]. Only an object is an
    /// envelope: a token has a field `token`, which comes back with the rest of it and cannot be changed.
    ///
    /// # Errors
    /// 400 if there is nothing but an envelope that is none.
    pub fn record<T: DeserializeOwned>(mut self, envelope: &'static str) -> Result<T, Denied> {
        let inside = match self.0.remove(envelope) {
            Some(inside @ Value::Object(_)) => inside,
            Some(_) if self.0.is_empty() => return Err(Denied::malformed(format!("Send {envelope} as an object."))),
            _ => Value::Object(self.0),
        };
        serde_json::from_value(inside).map_err(|error| Denied::malformed(error.to_string()))
    }
}

impl FromRequest for Body {
    type Error = Denied;
    type Future = LocalBoxFuture<'static, Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (is_json, is_encoded) = (is_json(request), is_encoded(request));
        let mut payload = payload.take();
        Box::pin(async move {
            let bytes = read(&mut payload).await?;
            if is_encoded {
                return Err(Denied::malformed("Send the body as it is, without Content-Encoding."));
            }
            let text = std::str::from_utf8(&bytes).map_err(|_| Denied::malformed("Send UTF-8."))?;
            if text.trim_ascii().is_empty() {
                return Ok(Self::default());
            }
            if !is_json {
                return Err(Denied::malformed("Send JSON, with Content-Type: application/json."));
            }
            strict::object(text).map(Self)
        })
    }
}

/// No content type at all is taken for JSON.
fn is_json(request: &HttpRequest) -> bool {
    let Some(value) = request.headers().get(CONTENT_TYPE) else { return true };
    let essence =
        header_text::text(value).unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
