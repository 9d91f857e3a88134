//! `users` and `account/settings`.

use actix_web::http::Method;
use futures_util::future::{join, join_all};
use grantor::audit::{Action, SourceType};
use serde_json::{Value, json};

use super::Office;

const USERS: &str = "/api/v2/users";
const SETTINGS: &str = "/api/v2/account/settings.json";

async fn send(office: &Office, method: Method, path: &str, token: &str, body: Value, status: u16) -> Value {
    let answer = office.call(method, path, token).json(&body).expect(status).await;
    answer.json()
}

#[actix_web::test]
async fn a_user_is_made_shown_and_changed() {
    let office = Office::new().await;
    let token = office.all().await;
    let body =
        json!({ "user": { "name": "Edsger", "email": "Edsger@example.com", "external_id": 42, "role": "agent" } });
    let made = send(&office, Method::POST, USERS, &token, body, 201).await["user"].clone();
    assert_eq!((&made["verified"], &made["active"], &made["external_id"]), (&json!(false), &json!(true), &json!("42")));
    let path = format!("{USERS}/{}.json", made["id"]);
    assert_eq!(office.get(&path, &token).expect(200).await.json()["user"], made);
    let change = json!({ "user": { "id": 7, "suspended": "true", "external_id": null, "locale": "ja" } });
    let changed = send(&office, Method::PUT, &path, &token, change, 200).await["user"].clone();
    assert_eq!(
        (&changed["id"], &changed["suspended"], &changed["external_id"]),
        (&made["id"], &json!(true), &Value::Null)
    );
    assert_eq!(changed["locale"], "ja");
    let told = &office.server().events(office.world.tenant.id).await[0];
    assert_eq!((told.action, told.source.kind), (Action::Deactivate, SourceType::User));
}

#[actix_web::test]
async fn more_words_than_anybody_types_are_refused() {
    let office = Office::new().await;
    let token = office.all().await;
    let asked = |words: &str| format!("{USERS}?query={words}");
    office.get(&asked(&"_".repeat(255)), &token).expect(200).await;
    for words in ["_".repeat(26_000), "a".repeat(51_000), "a".repeat(256)] {
        let refused = office.get(&asked(&words), &token).expect(400).await.json();
        assert_eq!(refused["errors"][0]["detail"], "Give query as at most 255 characters.", "{refused}");
    }
}

#[actix_web::test]
async fn wrong_fields_of_a_user_are_named() {
    let office = Office::new().await;
    let token = office.all().await;
    for (user, field, error) in [
        (json!({ "name": "A" }), "email", "BlankValue"),
        (json!({ "email": "a@example.com" }), "name", "BlankValue"),
        (json!({ "name": "A", "email": "nobody" }), "email", "InvalidValue"),
        (json!({ "name": "A", "email": "ADA@example.com" }), "email", "DuplicateValue"),
        (json!({ "name": "A", "email": "a@example.com", "role": "owner" }), "role", "InvalidValue"),
        (json!({ "name": {}, "email": "a@example.com" }), "name", "InvalidValue"),
        (json!({ "name": "A", "email": "a@example.com", "external_id": 1e23 }), "external_id", "InvalidValue"),
    ] {
        let answer = send(&office, Method::POST, USERS, &token, json!({ "user": user }), 422).await;
        assert_eq!(answer["details"][field][0]["error"], error, "{answer}");
        assert_eq!(answer["details"][field].as_array().unwrap().len(), 1, "{answer}");
    }
    let answer = send(&office, Method::POST, &format!("{USERS}/create_or_update"), &token, json!({}), 422).await;
    assert!(answer["details"]["external_id"].is_array());
}

#[actix_web::test]
async fn create_or_update_may_be_asked_as_often_as_one_likes() {
    let office = Office::new().await;
    let token = office.all().await;
    let path = format!("{USERS}/create_or_update.json");
    let wanted = |name: &str| json!({ "user": { "external_id": "u-1", "email": "new@example.com", "name": name } });
    let made = send(&office, Method::POST, &path, &token, wanted("New"), 201).await;
    let same = send(&office, Method::POST, &path, &token, wanted("New"), 200).await;
    let renamed = send(&office, Method::POST, &path, &token, wanted("Newer"), 200).await;
    assert_eq!((&made["user"]["id"], &made["user"]), (&renamed["user"]["id"], &same["user"]));
    assert_eq!(renamed["user"]["name"], "Newer");
}

#[actix_web::test]
async fn users_are_listed_by_role_name_and_number() {
    let office = Office::new().await;
    let token = office.token(&office.agent, "users:read").await;
    let list = async |query: &str| {
        let answer = office.get(&format!("{USERS}.json{query}"), &token).expect(200).await.json();
        answer["users"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(list("").await, ["Ada", "Grace", "Alan", "Eve"]);
    assert_eq!(list("?sort=-email").await, ["Grace", "Eve", "Alan", "Ada"]);
    assert_eq!(list("?role=admin").await, ["Grace"]);
    assert_eq!(list("?role[]=admin&role[]=end-user").await, ["Grace", "Eve"]);
    assert_eq!(list("?role[]=&role=").await, list("").await);
    assert_eq!(list("?role[]=&role[]=admin").await, ["Grace"]);
    assert_eq!(list("?query=AL").await, ["Alan"]);
    assert_eq!(list("?external_id=nobody").await, Vec::<String>::new());
    assert_eq!(list("?per_page=1&page=2").await, ["Grace"]);
    office.get(&format!("{USERS}?role=owner"), &token).expect(400).await;
}

#[actix_web::test]
async fn another_accounts_people_are_unknown() {
    let office = Office::new().await;
    let token = office.all().await;
    let globex = office.server().tenant("globex").await;
    let hedy = office.server().user(globex.id, "Hedy", grantor::users::Role::Admin).await;
    let path = format!("{USERS}/{}", hedy.id);
    office.get(&path, &token).expect(404).await;
    send(&office, Method::PUT, &path, &token, json!({ "name": "x" }), 404).await;
}

#[actix_web::test]
async fn settings_have_the_words_that_existing_clients_read() {
    let office = Office::new().await;
    let agent = office.token(&office.agent, "read").await;
    let settings = office.get(SETTINGS, &agent).expect(200).await.json()["settings"].clone();
    assert_eq!(
        (&settings["api"]["api_token_access"], &settings["api"]["accepted_api_agreement"]),
        (&json!("false"), &json!(true))
    );
    assert_eq!(settings["active_features"]["organization_access_enabled"], true);
    let admin = office.all().await;
    let body = json!({ "settings": { "api": { "api_token_access": "true" }, "oauth": { "pkce_required": true, "nonsense": 1 } } });
    let changed = send(&office, Method::PUT, SETTINGS, &admin, body, 200).await["settings"].clone();
    assert_eq!(
        (&changed["api"]["api_token_access"], &changed["oauth"]["pkce_required"]),
        (&json!("true"), &json!(true))
    );
    // What was given can be given back.
    let back = send(&office, Method::PUT, SETTINGS, &admin, json!({ "settings": changed }), 200).await;
    assert_eq!(back["settings"], changed);
    let wrong = json!({ "settings": { "oauth": { "refresh_leeway": 9999 } } });
    let answer = send(&office, Method::PUT, SETTINGS, &admin, wrong, 422).await;
    assert!(answer["details"]["oauth.refresh_leeway"].is_array(), "{answer}");
    let texts = json!({ "settings": {
        "oauth": { "refresh_leeway": "30", "pkce_required": "false", "access_token": { "most": "3600" } },
        "sign_in": { "session_lifetime": "3600", "sso_get": "0" },
    } });
    let taken = send(&office, Method::PUT, SETTINGS, &admin, texts, 200).await["settings"].clone();
    assert_eq!(
        (&taken["oauth"]["refresh_leeway"], &taken["oauth"]["pkce_required"], &taken["oauth"]["access_token"]["most"]),
        (&json!(30), &json!(false), &json!(3600))
    );
    assert_eq!((&taken["sign_in"]["session_lifetime"], &taken["sign_in"]["sso_get"]), (&json!(3600), &json!(false)));
    let wrong = json!({ "settings": {
        "oauth": { "refresh_leeway": "soon", "authorizing_role": "owner", "access_token": 7, "pkce_required": 2 },
        "sign_in": { "locale": [] },
    } });
    let answer = send(&office, Method::PUT, SETTINGS, &admin, wrong, 422).await["details"].clone();
    for (field, says) in [
        ("oauth.refresh_leeway", "send a whole number"),
        ("oauth.authorizing_role", "write end-user, agent or admin"),
        ("oauth.access_token", "send an object with least, default and most, in seconds"),
        ("oauth.pkce_required", "send true or false"),
        ("sign_in.locale", "send a text"),
    ] {
        let said = answer[field][0]["description"].as_str().unwrap_or_default();
        assert!(said.ends_with(says), "{field}: {said}");
    }
    let told = office.server().events(office.world.tenant.id).await;
    assert_eq!(told[0].source.kind, SourceType::AccountSetting);
}

#[actix_web::test]
async fn of_bounds_only_what_is_sent_changes() {
    let office = Office::new().await;
    let admin = office.all().await;
    let set = async |bounds: Value| {
        let body = json!({ "settings": { "oauth": { "access_token": bounds } } });
        send(&office, Method::PUT, SETTINGS, &admin, body, 200).await["settings"]["oauth"].clone()
    };
    set(json!({ "least": 600, "most": 3_600 })).await;
    let body = json!({ "oauth": { "refresh_token": { "most": 700_000 } } });
    send(&office, Method::PUT, SETTINGS, &admin, body, 200).await;
    let now = set(json!({ "default": "900" })).await;
    assert_eq!(now["access_token"], json!({ "least": 600, "default": 900, "most": 3_600 }));
    assert_eq!(now["refresh_token"], json!({ "most": 700_000 }));
    assert_eq!(set(json!({})).await, now);
    assert_eq!(set(json!({ "least": null })).await["access_token"], json!({ "default": 900, "most": 3_600 }));
    assert_eq!(set(json!(null)).await["access_token"], json!({}));
    set(json!({ "least": 600 })).await;
    let wrong = json!({ "oauth": { "access_token": { "most": 300 } } });
    let refused = send(&office, Method::PUT, SETTINGS, &admin, wrong, 422).await;
    assert!(refused["details"]["oauth.access_token"].is_array(), "{refused}");
}

#[actix_web::test]
async fn two_bounds_that_are_set_at_the_same_time_both_stand() {
    let office = Office::new().await;
    let admin = office.all().await;
    let set = async |bounds: Value| {
        let body = json!({ "oauth": { "access_token": bounds } });
        send(&office, Method::PUT, SETTINGS, &admin, body, 200).await
    };
    for n in 1..10 {
        let (default, most) = (600 + n, 3_600 + n);
        join(set(json!({ "default": default })), set(json!({ "most": most }))).await;
        let now = office.get(SETTINGS, &admin).expect(200).await.json();
        assert_eq!(now["settings"]["oauth"]["access_token"], json!({ "default": default, "most": most }));
    }
}

#[actix_web::test]
async fn turning_oauth_off_stops_the_very_token_that_asked_and_a_session_turns_it_on_again() {
    let office = Office::new().await;
    let admin = office.all().await;
    let off = json!({ "settings": { "api": { "oauth_access": false } } });
    send(&office, Method::PUT, SETTINGS, &admin, off, 200).await;
    office.get(SETTINGS, &admin).expect(401).await;
    let browser = office.server().signed_in(&office.world.tenant, &office.admin).await;
    let me = browser.get("/api/v2/users/me").await.json();
    let call = office.server().call(Method::PUT, "acme", SETTINGS).header("cookie", &browser.cookie_header());
    let call = call.header("origin", "http://acme.localhost:8080");
    let call = call.header("x-csrf-token", me["user"]["authenticity_token"].as_str().unwrap());
    call.json(&json!({ "settings": { "api": { "oauth_access": "true" } } })).expect(200).await;
    office.get(SETTINGS, &admin).expect(200).await;
}

#[actix_web::test]
async fn the_last_admin_stays_one() {
    let office = Office::new().await;
    let token = office.all().await;
    let path = format!("{USERS}/{}", office.admin.id);
    for (field, given) in [("role", json!("agent")), ("suspended", json!(true))] {
        let change = json!({ "user": { field: given } });
        let answer = send(&office, Method::PUT, &path, &token, change, 422).await;
        assert!(answer["details"][field][0]["description"].as_str().unwrap().contains("last admin"), "{answer}");
        let mut same = json!({ "user": { "email": office.admin.email } });
        same["user"][field] = given;
        send(&office, Method::POST, &format!("{USERS}/create_or_update"), &token, same, 422).await;
    }
    let second = json!({ "user": { "name": "Edsger", "email": "edsger@example.com", "role": "admin" } });
    send(&office, Method::POST, USERS, &token, second, 201).await;
    send(&office, Method::PUT, &path, &token, json!({ "user": { "role": "agent" } }), 200).await;
}

#[actix_web::test]
async fn create_or_update_vouches_for_no_address() {
    let office = Office::new().await;
    let token = office.all().await;
    let path = format!("{USERS}/create_or_update");
    for (email, verified, status) in
        [("one@example.com", None, 201), ("two@example.com", None, 200), ("two@example.com", Some(true), 200)]
    {
        let mut wanted = json!({ "user": { "external_id": "u-1", "email": email, "name": "New" } });
        if let Some(verified) = verified {
            wanted["user"]["verified"] = json!(verified);
        }
        let user = send(&office, Method::POST, &path, &token, wanted, status).await;
        assert_eq!(user["user"]["verified"], verified.unwrap_or_default(), "{email}");
    }
}

#[actix_web::test]
async fn whoever_is_made_twice_at_the_same_moment_is_found_the_second_time() {
    let office = Office::new().await;
    let (token, path) = (office.all().await, format!("{USERS}/create_or_update.json"));
    for turn in 0..10 {
        let body =
            json!({ "external_id": format!("crm-{turn}"), "email": format!("u{turn}@example.com"), "name": "U" });
        let made = (0..6).map(|_| office.call(Method::POST, &path, &token).json(&body).send());
        let mut statuses: Vec<u16> = join_all(made).await.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 200, 200, 200, 201], "turn {turn}");
    }
}
