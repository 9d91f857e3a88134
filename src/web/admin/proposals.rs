//! `…/{id}/propose` and `…/{id}/withdraw`: the account asks the vendor to make its client one for every account. The
//! vendor's operators answer ([`proposals`]); the client's page says what became of it.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_life::question;
use super::clients::{find, path};
use super::denied::Denied;
use crate::clients::proposals::{self, Proposal, State};
use crate::clients::{Client, ClientId, ClientKey, GLOBAL_PREFIX};
use crate::storage::Failure;
use crate::web::body::Body;
use crate::web::pages::admin::parts::Entry;
use crate::web::pages::phrase::Phrase;
use crate::web::pages::problem::Problem;

/// What is asked of whom, and what would change.
pub(super) async fn ask_to_propose(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let (client, _) = find_if(&admin, *id, may_propose).await?;
        let everywhere = format!("{GLOBAL_PREFIX}{}", client.identifier);
        let says = vec![
            about_vendor(&admin, "clients-propose-says"),
            about_vendor(&admin, "clients-propose-review"),
            about_vendor(&admin, "clients-propose-copy").code("identifier", &everywhere),
            admin.say("clients-propose-stays"),
        ];
        Ok(admin.page(&question(&admin, &client, "propose", "clients-propose-title", says, "clients-propose")))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's. 2. The vendor's operators are asked. 3. Back to the client.
pub(super) async fn propose(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let proposed = async {
        admin.submitted(body, &path(ClientId::new(*id), "/propose"), &[])?;
        let (client, proposal) = find_if(&admin, *id, |_, _| true).await?;
        // The form came twice.
        if !waits(proposal.as_ref()) {
            let (key, user) = (possible(&client, proposal.as_ref())?, admin.user.id);
            admin.write(move |tx, stamp| proposals::propose(tx, key, user, stamp)).await?;
        }
        Ok(admin.done(&path(client.key.id, ""), "client-proposed"))
    };
    admin.answer(proposed.await)
}

/// What it means to take it back.
pub(super) async fn ask_to_withdraw(admin: Admin, id: Path<i64>) -> HttpResponse {
    let asked = async {
        let (client, _) = find_if(&admin, *id, |_, proposal| waits(proposal)).await?;
        let says = vec![about_vendor(&admin, "clients-withdraw-says")];
        Ok(admin.page(&question(&admin, &client, "withdraw", "clients-withdraw-title", says, "clients-withdraw")))
    };
    admin.answer(asked.await)
}

/// 1. The form is this session's. 2. Nobody is asked any more. 3. Back to the client.
pub(super) async fn withdraw(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let withdrawn = async {
        admin.submitted(body, &path(ClientId::new(*id), "/withdraw"), &[])?;
        let key = ClientKey { tenant: admin.tenant(), id: ClientId::new(*id) };
        admin.write(move |tx, stamp| proposals::withdraw(tx, key, stamp)).await?;
        Ok(admin.done(&path(key.id, ""), "client-withdrawn"))
    };
    admin.answer(withdrawn.await)
}

/// The client with what was proposed of it, if `fits` says so; otherwise the page is not there.
async fn find_if(
    admin: &Admin,
    id: i64,
    fits: impl Fn(&Client, Option<&Proposal>) -> bool,
) -> Result<(Client, Option<Proposal>), Denied> {
    let client = find(admin, id).await?;
    let key = client.key;
    let proposal = admin.read::<_, Failure>(move |db| proposals::find(db, key)).await?;
    if fits(&client, proposal.as_ref()) { Ok((client, proposal)) } else { Err(Problem::NotFound.into()) }
}

fn possible(client: &Client, proposal: Option<&Proposal>) -> Result<ClientKey, Problem> {
    if may_propose(client, proposal) { Ok(client.key) } else { Err(Problem::NotFound) }
}

fn may_propose(client: &Client, proposal: Option<&Proposal>) -> bool {
    client.active && proposal.is_none_or(|proposal| proposal.state == State::Declined)
}

fn waits(proposal: Option<&Proposal>) -> bool {
    proposal.is_some_and(|proposal| proposal.state == State::Proposed)
}

fn about_vendor(admin: &Admin, id: &'static str) -> Phrase {
    admin.say(id).name("vendor", &admin.visit.grantor.config.vendor.name)
}

/// What the client's page says of it.
pub(super) fn sentence(admin: &Admin, proposal: &Proposal) -> Phrase {
    let decided = proposal.decided_at.unwrap_or(proposal.created_at);
    match (proposal.state, &proposal.global_client) {
        (State::Promoted, Some(global)) => {
            admin.say("clients-promoted").code("identifier", &global.identifier).time("time", decided)
        }
        (State::Declined, _) => {
            let reason = proposal.reason.as_deref().unwrap_or_default();
            about_vendor(admin, "clients-declined").time("time", decided).name("reason", reason)
        }
        _ => about_vendor(admin, "clients-proposed").time("time", proposal.created_at),
    }
}

/// What the client's page offers to do about it.
pub(super) fn entry(admin: &Admin, client: &Client, proposal: Option<&Proposal>) -> Option<Entry> {
    let entry = |rest, name| Some(Entry::new(path(client.key.id, rest), admin.say(name)));
    match proposal {
        _ if may_propose(client, proposal) => entry("/propose", "clients-propose"),
        _ if waits(proposal) => entry("/withdraw", "clients-withdraw"),
        _ => None,
    }
}
