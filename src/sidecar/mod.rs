//! The sidecar: legacy API tokens, and the question that a proxy asks about a request that it holds in its hand.
//!
//! An API token is a password of a whole account: any verified user's e-mail address opens it, nothing narrows it,
//! nothing ends it. It is here because accounts have thousands of scripts that know nothing else. So it is verified
//! as fast as anything else, can be made as narrow as an access token, says who still uses it, and can be led to its
//! end without breaking what nobody knew of.

pub mod attempts;
pub mod lookup;
pub mod replace;
pub mod sunset;
pub mod token;
pub mod usage;
pub mod verify;
pub mod webhook;
