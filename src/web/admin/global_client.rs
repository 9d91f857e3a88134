//! `/admin/oauth/global_clients/{id}`: one of the vendor's clients, and as whom it may act here by itself.

use actix_web::HttpResponse;
use actix_web::web::Path;

use super::admin::Admin;
use super::client_fields::label;
use super::flaws::flaws;
use super::global_clients::{Known, PATH, crumb, find, path, row};
use super::people::{emails, named};
use crate::clients::{self, ClientId, Decision, Kind};
use crate::web::access::field;
use crate::web::body::Body;
use crate::web::pages::admin::global_clients::GlobalClientPage;
use crate::web::pages::admin::parts::Flaw;
use crate::web::pages::admin::shell::Section;

/// The field with the e-mail address.
const FIELD: &str = "service_account";

/// What the vendor says of it, and what the account has decided.
pub(super) async fn show(admin: Admin, id: Path<i64>) -> HttpResponse {
    let shown = async {
        let known = find(&admin, *id).await?;
        let [email] = emails(&admin, [known.0.service_account]).await?;
        Ok(admin.page(&page(&admin, &known, email, Vec::new(), true)))
    };
    admin.answer(shown.await)
}

/// 1. The form is this session's. 2. There is such a person here. 3. It may act as them, or as nobody. 4. Back to it.
pub(super) async fn save(admin: Admin, id: Path<i64>, body: Body) -> HttpResponse {
    let saved = async {
        let id = ClientId::new(*id);
        let sent = admin.submitted(body, &path(id, ""), &[])?;
        let known = find(&admin, id.number()).await?;
        let email = field(&sent, FIELD)?.trim().to_owned();
        let mut problems = Vec::new();
        let account = named(&admin, FIELD, &email, &mut problems).await?;
        if !problems.is_empty() {
            return Ok(admin.refused(&page(&admin, &known, email, flaws(&admin, &problems, label), false)));
        }
        let (tenant, decision) = (admin.tenant(), Decision { service_account: Some(account), blocked: None });
        admin.write(move |tx, stamp| clients::decide(tx, tenant, id, &decision, stamp)).await?;
        Ok(admin.done(&path(id, ""), "client-saved"))
    };
    admin.answer(saved.await)
}

fn page(admin: &Admin, known: &Known, email: String, flaws: Vec<Flaw>, again: bool) -> GlobalClientPage {
    let client = &known.0;
    GlobalClientPage {
        shell: admin.shell(Section::GlobalClients, again),
        crumb: crumb(admin),
        title: admin.say("clients-edit-title").name("app", &client.name),
        client: row(admin, known, None),
        description: client.description.clone(),
        service_account: email,
        flaws,
        // A public client cannot prove that it is the one who acts by itself.
        form: (client.kind == Kind::Confidential).then(|| admin.form(&path(client.key.id, ""), &[])),
        cancel: PATH.to_owned(),
    }
}
