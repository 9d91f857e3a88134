//! What people are promised: signing in and out, and every page that they see.

mod cookies;
mod escaping;
mod forgery;
mod head;
mod headers;
mod language;
mod look;
mod password;
mod return_to;
mod sign_in;
mod sign_in_limits;
mod sign_in_link;
mod sign_out;
mod sso_attacks;
mod sso_journey;
mod sso_people;
