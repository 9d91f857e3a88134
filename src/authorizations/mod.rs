//! From the first request to the code (RFC 6749 §4.1.1, §4.1.2).
//!
//! 1. [`request`]: the parameters, the client and the redirect URI, proven before anything is redirected.
//! 2. The person signs in and [`consent`]s, or has done so before.
//! 3. [`decide`]: the decision becomes a [`code`], or a refusal that goes back to the client.
//! 4. [`response`]: what the redirect carries.
//! 5. [`take_back()`], [`connected`]: the end of it, when the person or an admin wants it.
//!
//! A pending request is not stored: it lives in the page's hidden fields and is wholly checked again when
//! the decision comes, so there is nothing to expire, to fill up, or to mix up between two windows.

pub mod code;
pub mod connected;
pub mod consent;
pub mod decide;
pub mod request;
pub mod response;
mod take_back;

pub use take_back::take_back;
