//! What an operator was shown, in one word: whoever promotes a client names it, so nothing is promoted that nobody looked at.
//!
//! It is a digest of everything that promotion copies, and of the proposal that waits. So it is bound to what was shown and
//! not to when: it changes with every change and with every proposal, whoever's clock is behind, and nothing has to be
//! kept. Two times were compared before, which a proposal that was withdrawn, or made again, got round; a counter in the
//! client's row was refused, because everything that writes there would have to remember it.

use ring::digest::{SHA256, digest};
use serde_json::json;

use super::{Proposal, State};
use crate::clients::Client;

/// The revision of `local` as it is here, with what was proposed of it.
pub fn revision(local: &Client, proposal: Option<&Proposal>) -> String {
    let waits = proposal.filter(|proposal| proposal.state == State::Proposed);
    let proposed = waits.map(|proposal| proposal.created_at.micros());
    let shown = json!([local.key.to_string(), copied(local).told(), proposed]);
    hex::encode(digest(&SHA256, shown.to_string().as_bytes()))
}

/// What is copied of `local`: what is said of it, nobody of its tenant, and no exception that its tenant made.
pub(super) fn copied(local: &Client) -> Client {
    Client {
        owner: None,
        service_account: None,
        access_token_never_expires: false,
        used_at: None,
        secrets: Vec::new(),
        ..local.clone()
    }
}
