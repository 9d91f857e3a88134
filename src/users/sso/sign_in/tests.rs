//! Who is signed in, as whom, and what becomes of their row.

use serde_json::{Value, json};

use super::*;
use crate::audit::{Actor, Origin};
use crate::jwt::fixture::Signer;
use crate::users::sso::fixture::{ISSUER, SECRET, Vendor};
use crate::users::sso::verify::verify;

impl Vendor {
    async fn stamp(&self, actor: Actor) -> Stamp {
        let [id] = self.house.storage.ids().await.unwrap();
        let origin = Origin { actor, address: "192.0.2.7".into() };
        origin.stamp(id, self.house.clock.now())
    }

    async fn entry(&self, claims: &Value) -> Entry {
        let token = Signer::hs256(SECRET).token(claims);
        let now = self.house.clock.now();
        let assertion = verify(&token, &self.keys().await, &self.seal, ISSUER, now).unwrap();
        let [user] = self.house.storage.ids().await.unwrap();
        Entry { assertion, user: UserId::new(user), session: self.house.new_session().await, previous: None }
    }

    async fn enter(&self, entry: Entry) -> Result<User, NotSignedIn> {
        let (tenant, change) = (self.tenant.clone(), self.stamp(Actor::System).await);
        let login = self.stamp(Actor::Anonymous).await;
        let job = move |tx: &mut Tx<'_>| sign_in(tx, &tenant, &entry, [&change, &login]);
        self.house.storage.write(job).await.map(|(_, user)| user)
    }

    /// Signs in whom the usual claims with `changed` members tell of, by an assertion of its own.
    async fn sign_in(&self, changed: &Value) -> Result<User, &'static str> {
        let [jti] = self.house.storage.ids().await.unwrap();
        let mut claims = self.claims(changed);
        claims["jti"] = json!(jti.to_string());
        match self.enter(self.entry(&claims).await).await {
            Ok(user) => Ok(user),
            Err(NotSignedIn::Refused(reason)) => Err(reason.name()),
            Err(NotSignedIn::Failure(failure)) => panic!("{failure}"),
        }
    }

    async fn change(&self, user: &User, change: Change) {
        let (tenant, id, stamp) = (self.tenant.id, user.id, self.house.stamp().await);
        self.house.write(move |tx| set(tx, tenant, id, &change, &stamp)).await;
    }

    async fn sessions_of(&self, cookie: &Secret) -> Option<UserId> {
        let (id, cookie, now) = (self.tenant.id, cookie.clone(), self.house.clock.now());
        self.house.read(move |db| session::find(db, id, cookie.reveal(), now)).await.map(|(_, user)| user.id)
    }
}

#[tokio::test]
async fn whom_nobody_knows_is_made_and_then_found_again() {
    let vendor = Vendor::new(json!({})).await;
    let ada = vendor.sign_in(&json!({})).await.unwrap();
    assert_eq!((ada.external_id.as_deref(), ada.name.as_str(), ada.role), (Some("7"), "Ada", Role::EndUser));
    assert!(ada.verified && ada.password.is_none());
    let again =
        vendor.sign_in(&json!({"email": "ada@example.net", "name": "Ada Byron", "role": "agent"})).await.unwrap();
    assert_eq!((again.id, again.email.as_str(), again.name.as_str()), (ada.id, "ada@example.net", "Ada Byron"));
    assert!(again.role == Role::Agent && again.verified);
    let little = vendor.sign_in(&json!({"email": "ada@example.net", "name": null})).await.unwrap();
    assert_eq!((little.id, little.name.as_str(), little.role), (ada.id, "Ada Byron", Role::Agent), "kept as it was");
    let log = vendor.house.log(vendor.tenant.id).await;
    let told: Vec<(Action, &str)> =
        log.iter().rev().map(|event| (event.action, event.stamp.origin.actor.kind())).skip(2).collect();
    let (created, login, updated) = ((Action::Create, "system"), (Action::Login, "user"), (Action::Update, "system"));
    assert_eq!(told, [created, login, updated, login, login]);
    assert_eq!(log[0].details, json!({"by": "single sign-on", "kid": "first"}));
    assert_eq!(log[0].stamp.origin.actor.name(), "Ada Byron");
}

#[tokio::test]
async fn whoever_is_suspended_while_they_sign_in_has_no_session_afterwards() {
    let vendor = Vendor::new(json!({})).await;
    let (house, id) = (&vendor.house, vendor.tenant.id);
    for n in 0..12 {
        let said = json!({"external_id": n.to_string(), "email": format!("u{n}@example.com")});
        let known = vendor.sign_in(&said).await.unwrap();
        let mut claims = vendor.claims(&said);
        claims["jti"] = json!(format!("again {n}"));
        let (entry, stamp) = (vendor.entry(&claims).await, house.stamp().await);
        let cookie = entry.session.cookie.clone();
        let suspended = |on| Change { suspended: Some(on), ..Change::default() };
        let (user, change) = (known.id, suspended(true));
        let shut = house.storage.write(move |tx| set(tx, id, user, &change, &stamp));
        let (_, shut) = tokio::join!(vendor.enter(entry), shut);
        assert!(shut.is_ok());
        vendor.change(&known, suspended(false)).await;
        assert_eq!(vendor.sessions_of(&cookie).await, None);
    }
}

#[tokio::test]
async fn an_address_finds_only_whom_no_vendor_has_claimed() {
    let vendor = Vendor::new(json!({})).await;
    let (acme, house) = (vendor.tenant.id, &vendor.house);
    let linked = house.user(acme, "linked@example.com").await;
    let free = house.user(acme, "free@example.com").await;
    vendor.change(&free, Change { external_id: Some(String::new()), verified: Some(false), ..Change::default() }).await;

    for (changed, refused) in [
        (json!({"external_id": "7", "email": "LINKED@example.com"}), "email_of_another_user"),
        (json!({"external_id": null, "email": "linked@example.com"}), "email_of_another_user"),
        (json!({"external_id": "x-linked@example.com", "email": "free@example.com"}), "email_of_another_user"),
    ] {
        assert_eq!(vendor.sign_in(&changed).await.unwrap_err(), refused, "{changed}");
    }
    let without = vendor.sign_in(&json!({"external_id": null, "email": "Free@example.com"})).await.unwrap();
    assert!(without.id == free.id && without.external_id.is_none() && without.verified);
    let now = vendor.sign_in(&json!({"external_id": "7", "email": "free@example.com"})).await.unwrap();
    assert_eq!((now.id, now.external_id.as_deref()), (free.id, Some("7")));
    let other = vendor.sign_in(&json!({"external_id": "8", "email": "free@example.com"})).await;
    assert_eq!(other.unwrap_err(), "email_of_another_user");
    let found = vendor.sign_in(&json!({"external_id": "x-linked@example.com", "email": "new@example.com"})).await;
    assert_eq!(found.unwrap().id, linked.id);
}

#[tokio::test]
async fn admins_come_this_way_only_where_the_account_says_so() {
    for allowed in [false, true] {
        let vendor = Vendor::new(json!({"sso_admins": allowed})).await;
        let admin = vendor.house.user(vendor.tenant.id, "admin@example.com").await;
        vendor
            .change(&admin, Change { role: Some(Role::Admin), external_id: Some("1".into()), ..Change::default() })
            .await;
        let theirs = |role: Option<&str>| json!({"external_id": "1", "email": "admin@example.com", "role": role});
        for (changed, role) in [
            (theirs(None), Role::Admin),
            (theirs(Some("admin")), Role::Admin),
            (json!({"role": "admin"}), Role::Admin),
            (theirs(Some("agent")), Role::Agent),
        ] {
            match vendor.sign_in(&changed).await {
                Ok(user) => assert!(allowed && user.role == role, "{changed}"),
                Err(reason) => assert!(!allowed && reason == "admin_not_allowed", "{changed}: {reason}"),
            }
        }
        let agent = json!({"external_id": "9", "email": "b@example.com", "role": "agent"});
        assert!(vendor.sign_in(&agent).await.is_ok(), "whoever else comes this way");
    }
}

#[tokio::test]
async fn whoever_is_shut_out_stays_out_and_nothing_of_them_changes() {
    let vendor = Vendor::new(json!({})).await;
    let ada = vendor.sign_in(&json!({})).await.unwrap();
    vendor.change(&ada, Change { suspended: Some(true), ..Change::default() }).await;
    assert_eq!(vendor.sign_in(&json!({"name": "Another"})).await.unwrap_err(), "user_suspended");
    let (tenant, id) = (vendor.tenant.id, ada.id);
    let kept = vendor.house.read(move |db| users::store::by_id(db, tenant, id)).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.suspended), ("Ada", true));
    let gone = User { deleted_at: Some(vendor.house.clock.now()), suspended: false, ..kept };
    vendor.house.write(move |tx| users::store::update(tx.db, &gone)).await;
    assert_eq!(vendor.sign_in(&json!({})).await.unwrap_err(), "user_deleted");
}

#[tokio::test]
async fn an_assertion_signs_in_once_however_many_come_at_once() {
    let vendor = Vendor::new(json!({})).await;
    let mut entries = Vec::new();
    for _ in 0..20 {
        entries.push(vendor.entry(&vendor.claims(&json!({}))).await);
    }
    let cookies: Vec<Secret> = entries.iter().map(|entry| entry.session.cookie.clone()).collect();
    let done = futures_util::future::join_all(entries.into_iter().map(|entry| vendor.enter(entry))).await;
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    let replayed = |done: &&Result<User, NotSignedIn>| matches!(done, Err(NotSignedIn::Refused(Reason::Replayed)));
    assert_eq!(done.iter().filter(replayed).count(), 19);
    let mut open = 0;
    for cookie in cookies {
        open += usize::from(vendor.sessions_of(&cookie).await.is_some());
    }
    assert_eq!(open, 1);
}

#[tokio::test]
async fn a_refused_assertion_is_spent_too_and_one_of_another_tenant_is_not() {
    let vendor = Vendor::new(json!({})).await;
    let ada = vendor.sign_in(&json!({})).await.unwrap();
    vendor.change(&ada, Change { suspended: Some(true), ..Change::default() }).await;
    let claims = vendor.claims(&json!({"jti": "once"}));
    let reason = |done: Result<User, NotSignedIn>| match done {
        Err(NotSignedIn::Refused(reason)) => reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason(vendor.enter(vendor.entry(&claims).await).await), Reason::UserSuspended);
    assert_eq!(reason(vendor.enter(vendor.entry(&claims).await).await), Reason::Replayed);
    let (globex, entry) = (vendor.house.tenant("globex").await, vendor.entry(&claims).await);
    let (change, login) = (vendor.stamp(Actor::System).await, vendor.stamp(Actor::Anonymous).await);
    let elsewhere = vendor.house.storage.write(move |tx| sign_in(tx, &globex, &entry, [&change, &login])).await;
    assert!(elsewhere.is_ok(), "what globex has seen is globex's");
}

#[tokio::test]
async fn the_session_that_the_browser_had_ends() {
    let vendor = Vendor::new(json!({})).await;
    let bob = vendor.house.user(vendor.tenant.id, "bob@example.com").await;
    let before = vendor.house.session(&bob).await;
    let entry = Entry { previous: Some(before.clone()), ..vendor.entry(&vendor.claims(&json!({}))).await };
    let after = entry.session.cookie.clone();
    let ada = vendor.enter(entry).await.unwrap();
    assert_eq!(vendor.sessions_of(&before).await, None);
    assert_eq!(vendor.sessions_of(&after).await, Some(ada.id));
}
