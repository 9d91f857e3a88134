//! Each promise of signing in.

use super::*;
use crate::tenants::fixture::House;
use crate::users::change_password::{NewPassword, NotChanged};
use crate::users::{Change, KeptPassword, UserId, set, set_password};

const PASSWORD: &str = "correct horse battery";

struct Door {
    house: House,
    tenant: Tenant,
    ada: UserId,
    desk: SignIn,
}

impl Door {
    async fn new(limits: Limits) -> Self {
        let house = House::new().await;
        let tenant = house.tenant("acme").await;
        let ada = house.user(tenant.id, "ada@example.com").await.id;
        let desk = SignIn {
            storage: house.storage.clone(),
            passwords: Passwords::start(2, 2_000).unwrap(),
            entropy: house.entropy.clone(),
            prefix: "grantor".to_owned(),
            limits,
        };
        let kept = desk.passwords.hash(Zeroizing::new(PASSWORD.to_owned()), [1; 16]).await.unwrap();
        let (id, stamp) = (tenant.id, house.stamp().await);
        house.write(move |tx| set_password(tx, id, ada, &kept, &stamp)).await;
        Self { house, tenant, ada, desk }
    }

    async fn change(&self, change: Change) {
        let (id, ada, stamp) = (self.tenant.id, self.ada, self.house.stamp().await);
        self.house.write(move |tx| set(tx, id, ada, &change, &stamp)).await;
    }

    async fn sign_in(&self, given: &Credentials) -> Result<SignedIn, NotSignedIn> {
        self.desk.sign_in(&self.tenant, given, self.house.clock.now()).await
    }

    async fn opens(&self, cookie: &Secret) -> bool {
        let (id, cookie, now) = (self.tenant.id, cookie.clone(), self.house.clock.now());
        self.house.read(move |db| session::find(db, id, cookie.reveal(), now)).await.is_some()
    }
}

fn credentials(email: &str, password: &str) -> Credentials {
    Credentials {
        email: email.to_owned(),
        password: Zeroizing::new(password.to_owned()),
        address: "192.0.2.7".to_owned(),
        user_agent: "a browser".to_owned(),
        previous: None,
    }
}

#[tokio::test]
async fn the_right_password_opens_a_session_and_the_log_says_whose() {
    let door = Door::new(Limits::default()).await;
    let signed_in = door.sign_in(&credentials("ADA@example.com", PASSWORD)).await.unwrap();
    assert_eq!(signed_in.user.id, door.ada);
    assert!(door.opens(&signed_in.cookie).await);
    let event = &door.house.log(door.tenant.id).await[0];
    assert_eq!((event.action, event.source.kind), (Action::Login, SourceType::Session));
    assert_eq!((event.stamp.origin.actor.name(), event.stamp.origin.address.as_str()), ("ada", "192.0.2.7"));
}

#[tokio::test]
async fn signing_in_again_ends_the_session_that_the_browser_had() {
    let door = Door::new(Limits::default()).await;
    let first = door.sign_in(&credentials("ada@example.com", PASSWORD)).await.unwrap();
    let again = Credentials { previous: Some(first.cookie.clone()), ..credentials("ada@example.com", PASSWORD) };
    let second = door.sign_in(&again).await.unwrap();
    assert_ne!(first.session.id, second.session.id);
    assert!(!door.opens(&first.cookie).await);
    assert!(door.opens(&second.cookie).await);
}

#[tokio::test]
async fn every_refusal_says_the_same() {
    let door = Door::new(Limits::default()).await;
    door.house.user(door.tenant.id, "nopassword@example.com").await;
    let right = credentials("ada@example.com", PASSWORD);
    door.change(Change { suspended: Some(true), ..Change::default() }).await;
    let globex = door.house.tenant("globex").await;
    let now = door.house.clock.now();
    for (tenant, given) in [
        (&door.tenant, &right),
        (&door.tenant, &credentials("ada@example.com", "wrong")),
        (&door.tenant, &credentials("nobody@example.com", PASSWORD)),
        (&door.tenant, &credentials("nopassword@example.com", "nobody's")),
        (&door.tenant, &credentials("", "")),
        (&globex, &right),
    ] {
        let refused = door.desk.sign_in(tenant, given, now).await.unwrap_err();
        assert_eq!(refused.to_string(), "the email or password is not right");
    }
    door.change(Change { suspended: Some(false), ..Change::default() }).await;
    assert!(door.sign_in(&right).await.is_ok());
}

#[tokio::test]
async fn an_unverified_user_may_sign_in_but_not_act() {
    let door = Door::new(Limits::default()).await;
    door.change(Change { verified: Some(false), ..Change::default() }).await;
    let signed_in = door.sign_in(&credentials("ada@example.com", PASSWORD)).await.unwrap();
    assert!(!signed_in.user.may_act());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_parallel_wrong_tries_look_at_no_more_passwords_than_the_limit() {
    let door = Door::new(Limits::default()).await;
    let given = credentials("ada@example.com", "wrong");
    let answers = futures_util::future::join_all((0..1_000).map(|_| door.sign_in(&given))).await;
    let looked = answers.iter().filter(|answer| matches!(answer, Err(NotSignedIn::Wrong))).count();
    let turned_away = answers.iter().filter(|answer| matches!(answer, Err(NotSignedIn::TooMany { .. }))).count();
    assert_eq!((looked, turned_away), (10, 990));
    let log = door.house.log(door.tenant.id).await;
    let lockouts: Vec<_> = log.iter().filter(|event| event.action == Action::Lockout).collect();
    assert_eq!(lockouts.len(), 1);
    assert_eq!(lockouts[0].source.label, "ada@example.com");
    // Also the right password has to wait now, but not from elsewhere.
    let right = credentials("ada@example.com", PASSWORD);
    assert!(matches!(door.sign_in(&right).await, Err(NotSignedIn::TooMany { retry_after: 60 })));
    assert!(door.sign_in(&Credentials { address: "192.0.2.8".to_owned(), ..right.clone() }).await.is_ok());
    door.house.clock.advance(60);
    assert!(door.sign_in(&right).await.is_ok());
}

#[tokio::test]
async fn an_unknown_account_is_locked_out_like_a_known_one() {
    let door = Door::new(Limits { per_account: 2, per_address: 100 }).await;
    for email in ["ada@example.com", "nobody@example.com"] {
        let mut heard = Vec::new();
        for _ in 0..3 {
            heard.push(door.sign_in(&credentials(email, "wrong")).await.unwrap_err().to_string());
        }
        let wrong = "the email or password is not right";
        assert_eq!(heard, [wrong, wrong, "too many attempts: try again in 60 seconds"], "{email}");
    }
}

#[tokio::test]
async fn of_what_was_typed_the_log_has_the_address_of_a_user_and_nothing_else() {
    let door = Door::new(Limits { per_account: 1, per_address: 100 }).await;
    for email in ["ADA@example.com", "nobody@example.com", "a password"] {
        for _ in 0..2 {
            door.sign_in(&credentials(email, "wrong")).await.unwrap_err();
        }
    }
    let log = door.house.log(door.tenant.id).await;
    let lockouts = log.iter().filter(|event| event.action == Action::Lockout);
    let told: Vec<_> = lockouts.map(|event| (&*event.source.label, event.source.external_id.as_deref())).collect();
    assert_eq!(told, [("", None), ("", None), ("ada@example.com", Some("x-ada@example.com"))]);
}

#[tokio::test]
async fn a_suspended_user_who_knows_the_password_is_told_as_such() {
    let door = Door::new(Limits::default()).await;
    door.change(Change { suspended: Some(true), ..Change::default() }).await;
    door.sign_in(&credentials("ada@example.com", PASSWORD)).await.unwrap_err();
    let refused = loop {
        let log = door.house.log(door.tenant.id).await;
        match log.into_iter().find(|event| event.action == Action::VerifyFailed) {
            Some(event) => break event,
            None => tokio::task::yield_now().await,
        }
    };
    assert_eq!((&*refused.source.label, &refused.details["why"]["user_suspended"]), ("ada@example.com", &1.into()));
}

#[tokio::test]
async fn successes_are_not_counted() {
    let door = Door::new(Limits { per_account: 2, per_address: 2 }).await;
    for _ in 0..5 {
        door.sign_in(&credentials("ada@example.com", PASSWORD)).await.unwrap();
    }
}

#[tokio::test]
async fn every_refusal_takes_a_look_at_one_hash() {
    let mut door = Door::new(Limits::default()).await;
    door.desk.passwords = Passwords::start(1, 1).unwrap();
    door.house.user(door.tenant.id, "nopassword@example.com").await;
    door.change(Change { suspended: Some(true), ..Change::default() }).await;
    for (looked, (email, password)) in [
        ("nobody@example.com", PASSWORD),
        ("nopassword@example.com", PASSWORD),
        ("ada@example.com", PASSWORD),
        ("ada@example.com", "wrong"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(matches!(door.sign_in(&credentials(email, password)).await, Err(NotSignedIn::Wrong)));
        assert_eq!(door.desk.passwords.looks().await, looked + 1, "{email}");
    }
}

#[tokio::test]
async fn a_password_that_was_changed_since_it_was_looked_at_opens_nothing() {
    let door = Door::new(Limits::default()).await;
    let (id, ada, now) = (door.tenant.id, door.ada, door.house.clock.now());
    let seen = door.house.read(move |db| store::by_id(db, id, ada)).await.unwrap();
    let (new, stamp) = (door.house.new_session().await, door.house.stamp().await);
    let (cookie, kept, at) = (new.cookie.clone(), KeptPassword::from_phc("$argon2id$another"), stamp.clone());
    door.house.write(move |tx| set_password(tx, id, ada, &kept, &at)).await;
    let stamp = Stamp { at: now, ..door.house.stamp().await };
    let opened = door.house.storage.write(move |tx| open(tx, &seen, &new, None, &stamp)).await;
    assert!(matches!(opened, Err(NotSignedIn::Wrong)), "{opened:?}");
    assert!(!door.opens(&cookie).await);
}

#[tokio::test]
async fn a_password_that_was_changed_since_it_was_looked_at_is_not_changed_again() {
    let door = Door::new(Limits::default()).await;
    let signed_in = door.sign_in(&credentials("ada@example.com", PASSWORD)).await.unwrap();
    let (id, ada, stamp) = (door.tenant.id, door.ada, door.house.stamp().await);
    let kept = KeptPassword::from_phc("$argon2id$another");
    let theirs = kept.clone();
    door.house.write(move |tx| set_password(tx, id, ada, &theirs, &stamp)).await;
    let asked = NewPassword {
        new: Zeroizing::new("a new horse battery".to_owned()),
        present: credentials("ada@example.com", PASSWORD),
    };
    let now = door.house.clock.now();
    // As it was when somebody looked at it.
    let changed = door.desk.change_password(&door.tenant, &signed_in.user, &asked, now).await;
    assert!(matches!(changed, Err(NotChanged::Wrong)), "{changed:?}");
    let found = door.house.read(move |db| store::by_id(db, id, ada)).await.unwrap();
    assert_eq!(found.password, Some(kept));
}
