//! `oauth/clients`: made, shown, changed, given another secret, deleted.

use actix_web::http::Method;
use futures_util::future::join;
use grantor::audit::Action;
use grantor::resource_servers::{self, NewResourceServer, NewSecret, ResourceServerId, SecretId};
use grantor::secret::Kind;
use grantor::storage::Tx;
use serde_json::{Value, json};

use super::Office;

const CLIENTS: &str = "/api/v2/oauth/clients";

impl Office {
    /// Makes a client as the bearer of `token`.
    async fn make_client(&self, token: &str, body: &Value) -> Value {
        let answer = self.call(Method::POST, CLIENTS, token).json(body).expect(201).await;
        answer.json()["client"].clone()
    }

    pub(super) async fn put(&self, token: &str, client: &Value, path: &str, body: &Value, status: u16) -> Value {
        let path = format!("{CLIENTS}/{}{path}", client["id"]);
        self.call(Method::PUT, &path, token).json(body).expect(status).await.json()
    }

    /// Whether client credentials open anything.
    async fn opens(&self, client: &Value, secret: &Value) -> bool {
        let identifier = client["identifier"].as_str().unwrap();
        let form = [("grant_type", "client_credentials"), ("scope", "read")];
        let call = self.server().post("acme", "/oauth/tokens").basic(identifier, secret.as_str().unwrap());
        call.form(&form).send().await.status == 200
    }
}

#[actix_web::test]
async fn a_client_of_name_and_identifier_belongs_to_whoever_made_it() {
    let office = Office::new().await;
    let token = office.all().await;
    let body = json!({ "client": { "name": "Test client", "identifier": "unique_id" } });
    let answer = office.call(Method::POST, "/api/v2/oauth/clients.json", &token).json(&body).expect(201).await;
    let made = answer.json()["client"].clone();
    assert_eq!(answer.header("location").as_deref(), made["url"].as_str());
    let secret = made["secret"].as_str().unwrap().to_owned();
    assert!(office.opens(&made, &made["secret"]).await);

    let shown =
        office.get(&format!("{CLIENTS}/{}.json", made["id"]), &token).expect(200).await.json()["client"].clone();
    let hint = shown["secret"].as_str().unwrap().strip_suffix("...").unwrap();
    assert!(secret.starts_with(hint) && hint.len() < 20, "{hint}");
    let id = made["id"].clone();
    assert_eq!(
        shown,
        json!({
            "id": id,
            "url": format!("http://acme.localhost:8080/api/v2/oauth/clients/{id}.json"),
            "identifier": "unique_id",
            "name": "Test client",
            "user_id": office.admin.id,
            "owner": office.admin.id,
            "service_account_id": null,
            "company": "",
            "description": "",
            "kind": "confidential",
            "active": true,
            "global": false,
            "redirect_uri": [],
            "allowed_scopes": ["read", "write", "credentials:write"],
            "access_token_lifetime": null,
            "refresh_token_lifetime": null,
            "access_token_never_expires": false,
            "sends_issuer": true,
            "logo_url": null,
            "secret": shown["secret"],
            "used_at": null,
            "used_elsewhere": null,
            "proposal": null,
            "created_at": "2026-11-21T10:00:00Z",
            "updated_at": "2026-11-21T10:00:00Z",
        })
    );
}

#[actix_web::test]
async fn bodies_come_with_and_without_envelope_and_read_only_fields_are_ignored() {
    let office = Office::new().await;
    let token = office.all().await;
    let fields = json!({ "name": "A", "identifier": "bare", "redirect_uri": "https://app.example/cb", "id": 7,
        "kind": "unknown", "global": true, "secret": "mine", "created_at": "1970-01-01T00:00:00Z", "nonsense": [] });
    let made = office.make_client(&token, &fields).await;
    assert_eq!((&made["redirect_uri"], &made["global"]), (&json!(["https://app.example/cb"]), &json!(false)));
    assert_ne!(made["id"], 7);
    assert_ne!(made["secret"], "mine");
    let public = json!({ "client": { "name": "B", "identifier": "device", "kind": "public",
        "redirect_uri": ["com.example.app:/cb", "http://127.0.0.1/cb"], "access_token_lifetime": "600" } });
    let made = office.make_client(&token, &public).await;
    assert_eq!(
        (&made["secret"], &made["kind"], &made["access_token_lifetime"]),
        (&Value::Null, &json!("public"), &json!(600))
    );
    // A library sends back the whole object that it was given.
    let mut whole = made.clone();
    whole["name"] = json!("C");
    let changed = office.put(&token, &made, "", &json!({ "client": whole }), 200).await;
    assert_eq!((&changed["client"]["name"], &changed["client"]["identifier"]), (&json!("C"), &json!("device")));
}

#[actix_web::test]
async fn of_the_owner_s_two_names_the_one_counts_that_is_not_as_it_was() {
    let office = Office::new().await;
    let (token, alan, eve) = (office.all().await, office.agent.id, office.end_user.id);
    let mut whole = office.make_client(&token, &json!({ "name": "A", "identifier": "a" })).await;
    assert_eq!((&whole["owner"], &whole["user_id"]), (&json!(office.admin.id), &json!(office.admin.id)));
    for (field, user) in
        [("owner", json!(alan)), ("user_id", json!(eve)), ("owner", json!(null)), ("owner", json!(alan))]
    {
        whole[field] = user.clone();
        whole = office.put(&token, &whole, "", &json!({ "client": whole }), 200).await["client"].clone();
        assert_eq!((&whole["owner"], &whole["user_id"]), (&user, &user), "{field}");
    }
    let both = json!({ "owner": eve, "user_id": eve });
    whole = office.put(&token, &whole, "", &both, 200).await["client"].clone();
    let two = json!({ "owner": alan, "user_id": office.admin.id });
    let refused = office.put(&token, &whole, "", &two, 422).await;
    assert!(refused["details"]["user_id"][0]["description"].as_str().unwrap().contains("two users"), "{refused}");
    let new = json!({ "name": "B", "identifier": "b", "owner": alan, "user_id": eve });
    office.call(Method::POST, CLIENTS, &token).json(&new).expect(422).await;
}

#[actix_web::test]
async fn an_empty_list_is_no_limit_by_accident() {
    let office = Office::new().await;
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    let me = browser.get("/api/v2/users/me").await.json();
    let ask = async |method: Method, path: &str, body: &Value| {
        let call = office.server().call(method, "acme", path).header("cookie", &browser.cookie_header());
        let call = call.header("origin", "http://acme.localhost:8080");
        let csrf = me["user"]["authenticity_token"].as_str().unwrap();
        call.header("x-csrf-token", csrf).json(body).send().await
    };
    let new = |scopes: Value| json!({ "name": "A", "identifier": "limited", "allowed_scopes": scopes });
    for empty in [json!([]), json!(""), json!([""])] {
        let refused = ask(Method::POST, CLIENTS, &new(empty)).await;
        assert_eq!(refused.status, 422);
        let said = refused.json()["details"]["allowed_scopes"].to_string();
        assert!(said.contains("send null for no limit, or name at least one"), "{said}");
    }
    let made = ask(Method::POST, CLIENTS, &new(json!(["read"]))).await.json()["client"].clone();
    let path = format!("{CLIENTS}/{}", made["id"]);
    assert_eq!(ask(Method::PUT, &path, &json!({ "allowed_scopes": [] })).await.status, 422);
    let free = ask(Method::PUT, &path, &json!({ "allowed_scopes": null })).await.json();
    assert_eq!(free["client"]["allowed_scopes"], Value::Null);
    let back = ask(Method::PUT, &path, &free).await;
    assert_eq!((back.status, &back.json()["client"]), (200, &free["client"]));
}

#[actix_web::test]
async fn every_wrong_field_is_named_with_422() {
    let office = Office::new().await;
    let token = office.all().await;
    let post = |body: Value| office.call(Method::POST, CLIENTS, &token).json(&body);
    let empty = post(json!({})).expect(422).await;
    assert_eq!(
        empty.text(),
        r#"{"error":"RecordInvalid","description":"Record validation errors","details":{"identifier":[{"description":"Identifier: cannot be blank","error":"BlankValue"}],"name":[{"description":"Name: cannot be blank","error":"BlankValue"}]}}"#
    );
    let answer =
        post(json!({ "client": { "name": [], "identifier": "a", "kind": "x", "active": "maybe" } })).expect(422).await;
    let details = answer.json()["details"].clone();
    assert_eq!(details.as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "kind", "active"]);
    let name = json!([{ "description": "Name: send a text", "error": "InvalidValue" }]);
    assert_eq!(details["name"], name, "one error for one field");
    for (fields, field, error) in [
        (json!({ "redirect_uri": ["http://app.example/cb"] }), "redirect_uri", "InvalidValue"),
        (json!({ "redirect_uri": ["javascript:alert(1)"] }), "redirect_uri", "InvalidValue"),
        (json!({ "allowed_scopes": "nonsense" }), "allowed_scopes", "InvalidValue"),
        (json!({ "service_account_id": 1 }), "service_account_id", "InvalidValue"),
        (json!({ "user_id": 1 }), "user_id", "InvalidValue"),
        (json!({ "access_token_lifetime": 1 }), "access_token_lifetime", "InvalidValue"),
        (json!({ "identifier": "zdg-mine" }), "identifier", "InvalidValue"),
        (json!({ "identifier": "invoice_sync" }), "identifier", "DuplicateValue"),
        (json!({ "name": "x".repeat(101) }), "name", "TooLong"),
    ] {
        let mut client = json!({ "name": "A", "identifier": "a" });
        client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let answer = post(json!({ "client": client })).expect(422).await;
        assert_eq!(answer.json()["details"][field][0]["error"], error, "{}", answer.text());
    }
    let other = office
        .put(&token, &json!({ "id": office.world.app.client.key.id }), "", &json!({ "identifier": "b" }), 422)
        .await;
    assert!(other["details"]["identifier"].is_array());
}

#[actix_web::test]
async fn bodies_that_are_none_are_400() {
    let office = Office::new().await;
    let token = office.all().await;
    for body in ["{", "[]", r#"{"client":1}"#, r#"{"name":"a","name":"b"}"#] {
        let call = office.call(Method::POST, CLIENTS, &token).body("application/json", body);
        let answer = call.expect(400).await.json();
        assert_eq!(answer["errors"][0]["code"], "BadRequest", "{body}");
    }
    let form = office.call(Method::POST, CLIENTS, &token).form(&[("name", "a"), ("identifier", "a")]);
    form.expect(400).await;
    let large = office.call(Method::POST, CLIENTS, &token).json(&json!({ "name": "a".repeat(70_000) }));
    large.expect(400).await;
}

#[actix_web::test]
async fn a_client_is_stopped_and_started_and_its_tokens_with_it() {
    let office = Office::new().await;
    let token = office.all().await;
    let pair = office.world.tokens(&office.world.app).await;
    let client = json!({ "id": office.world.app.client.key.id });
    for (active, status) in [(json!({ "client": { "active": false } }), 401), (json!({ "active": "true" }), 200)] {
        office.put(&token, &client, "", &active, 200).await;
        office.get("/api/v2/users/me", &pair.access).expect(status).await;
    }
    let told = office.server().events(office.world.tenant.id).await;
    let actions: Vec<Action> = told.iter().take(2).map(|event| event.action).collect();
    assert_eq!(actions, [Action::Reactivate, Action::Deactivate]);
    let grace = office.admin.actor();
    assert_eq!((&told[0].stamp.origin.actor, told[0].stamp.origin.address.as_str()), (&grace, "127.0.0.1"));
}

#[actix_web::test]
async fn deleting_a_client_ends_its_tokens_in_the_very_next_question() {
    let office = Office::new().await;
    let token = office.all().await;
    let pair = office.world.tokens(&office.world.app).await;
    assert!(office.world.is_active(&pair.access).await);
    let path = format!("{CLIENTS}/{}", office.world.app.client.key.id);
    let answer = office.call(Method::DELETE, &path, &token).expect(204).await;
    assert!(answer.body.is_empty());
    assert!(!office.world.is_active(&pair.access).await);
    let gone = office.get(&path, &token).expect(404).await;
    assert_eq!(gone.text(), r#"{"error":"RecordNotFound","description":"Not found"}"#);
    office.call(Method::DELETE, &path, &token).expect(404).await;
    let again = json!({ "name": "A", "identifier": "invoice_sync" });
    office.call(Method::POST, CLIENTS, &token).json(&again).expect(422).await;
}

#[actix_web::test]
async fn a_new_secret_replaces_the_old_one_at_once_or_after_the_overlap() {
    let office = Office::new().await;
    let token = office.all().await;
    let made = office.make_client(&token, &json!({ "name": "A", "identifier": "a" })).await;
    let second = office.put(&token, &made, "/generate_secret.json", &json!({}), 200).await["client"].clone();
    assert!(!office.opens(&made, &made["secret"]).await);
    assert!(office.opens(&made, &second["secret"]).await);
    let third = office.put(&token, &made, "/generate_secret", &json!({ "overlap": 60 }), 200).await["client"].clone();
    assert!(office.opens(&made, &second["secret"]).await && office.opens(&made, &third["secret"]).await);
    office.server().advance(60);
    assert!(!office.opens(&made, &second["secret"]).await && office.opens(&made, &third["secret"]).await);
    office.put(&token, &made, "/generate_secret", &json!({ "overlap": 604_801 }), 422).await;
    let path = format!("{CLIENTS}/{}/generate_secret", made["id"]);
    office.call(Method::PUT, &path, &token).expect(200).await;
}

#[actix_web::test]
async fn no_client_is_made_wider_than_the_token_that_makes_it() {
    let office = Office::new().await;
    let narrow = office.token(&office.admin, "credentials:write tickets:read").await;
    let wide = json!({ "name": "A", "identifier": "a", "allowed_scopes": ["read"] });
    office.call(Method::POST, CLIENTS, &narrow).json(&wide).expect(422).await;
    let unsaid = office.make_client(&narrow, &json!({ "name": "A", "identifier": "a" })).await;
    assert_eq!(unsaid["allowed_scopes"], json!(["credentials:write", "tickets:read"]));
    for scopes in [json!("read"), json!(null), json!([])] {
        office.put(&narrow, &unsaid, "", &json!({ "allowed_scopes": scopes }), 422).await;
    }
    office.put(&narrow, &unsaid, "", &json!({ "allowed_scopes": "tickets:read" }), 200).await;
}

#[actix_web::test]
async fn nobody_takes_over_a_client_that_may_more_than_their_own_token() {
    let office = Office::new().await;
    let (all, narrow) = (office.all().await, office.token(&office.admin, "credentials:write tickets:read").await);
    let wide = json!({ "name": "A", "identifier": "a", "redirect_uri": ["https://a.example/cb"] });
    let wide = office.make_client(&all, &wide).await;
    let own = json!({ "name": "B", "identifier": "b", "allowed_scopes": "tickets:read" });
    let own = office.make_client(&all, &own).await;
    let agent = json!({ "service_account_id": office.agent.id });
    let elsewhere = json!({ "redirect_uri": ["https://a.example/cb", "https://b.example/cb"] });
    office.put(&all, &wide, "", &json!({ "active": false }), 200).await;
    for more in [&agent, &elsewhere, &json!({ "active": true })] {
        office.put(&narrow, &wide, "", more, 422).await;
        office.put(&narrow, &own, "", more, 200).await;
    }
    office.put(&narrow, &wide, "/generate_secret", &json!({}), 422).await;
    office.put(&narrow, &own, "/generate_secret", &json!({}), 200).await;
    // What hands nothing over, and the whole object as it was shown.
    office.put(&narrow, &wide, "", &json!({ "name": "Other" }), 200).await;
    let shown = office.get(&format!("{CLIENTS}/{}", wide["id"]), &all).expect(200).await.json();
    office.put(&narrow, &wide, "", &shown, 200).await;
    // One that nobody has limited may what its person may.
    let unlimited = json!({ "id": office.world.app.client.key.id });
    office.put(&narrow, &unlimited, "/generate_secret", &json!({}), 422).await;
    office.put(&all, &unlimited, "/generate_secret", &json!({}), 200).await;
    office.put(&all, &unlimited, "", &agent, 200).await;
}

#[actix_web::test]
async fn another_accounts_client_is_unknown() {
    let office = Office::new().await;
    let token = office.all().await;
    let globex = office.server().tenant("globex").await;
    let foreign = office.server().confidential(globex.id, "foreign").await;
    let global = office.server().confidential(grantor::tenants::TenantId::PLATFORM, "zdg-sync").await;
    for id in [foreign.client.key.id, global.client.key.id] {
        let path = format!("{CLIENTS}/{id}");
        office.get(&path, &token).expect(404).await;
        office.call(Method::PUT, &path, &token).json(&json!({ "name": "x" })).expect(404).await;
        office.call(Method::PUT, &format!("{path}/generate_secret"), &token).expect(404).await;
        office.call(Method::DELETE, &path, &token).expect(404).await;
    }
    for path in ["/api/v2/oauth/clients/99999999999999999999", "/api/v2/oauth/clients/0"] {
        office.get(path, &token).expect(404).await;
    }
}

#[actix_web::test]
async fn somebodys_own_clients_are_those_that_they_made() {
    let office = Office::new().await;
    let token = office.all().await;
    office.make_client(&token, &json!({ "name": "A", "identifier": "mine" })).await;
    let own = office.get("/api/v2/users/me/oauth/clients.json", &token).expect(200).await.json();
    let names: Vec<&str> =
        own["clients"].as_array().unwrap().iter().map(|c| c["identifier"].as_str().unwrap()).collect();
    assert_eq!(names, ["mine"]);
}

#[actix_web::test]
async fn a_client_and_a_resource_server_that_are_made_at_once_do_not_get_one_identifier() {
    let office = Office::new().await;
    let (token, tenant, server) = (office.all().await, office.world.tenant.id, office.server());
    for turn in 0..15 {
        let identifier = format!("both-{turn}");
        let new = NewResourceServer { identifier: identifier.clone(), ..NewResourceServer::default() };
        let secret = server.grantor.secret(Kind::ResourceServerSecret);
        let minted = NewSecret { id: SecretId::new(server.id().await), secret };
        let key = (tenant, ResourceServerId::new(server.id().await));
        let (catalogue, stamp) = (server.grantor.catalogue.clone(), server.stamp().await);
        let job = move |tx: &mut Tx<'_>| resource_servers::create(tx, key, &new, &minted, &catalogue, &stamp);
        let body = json!({ "client": { "identifier": identifier, "name": "Both", "kind": "confidential" } });
        let client = office.call(Method::POST, "/api/v2/oauth/clients", &token).json(&body).send();
        let (client, made) = join(client, server.grantor.storage.write(job)).await;
        assert_eq!((client.status == 201, client.status == 422), (made.is_err(), made.is_ok()), "turn {turn}");
    }
}
