use super::*;
use crate::audit::Stamp;
use crate::protocol::scope::Scope;
use crate::refused::Flaw;
use crate::sidecar::token::{Ceiling, MOST_IMPORTED, delete, set};
use crate::tenants::fixture::House;

impl House {
    /// A tenant that lets API tokens in.
    pub(crate) async fn tenant_with_api_tokens(&self, subdomain: &str) -> TenantId {
        let (id, stamp) = (self.tenant(subdomain).await.id, self.stamp().await);
        let change = tenants::Change { api_token_access: Some(true), ..tenants::Change::default() };
        self.write(move |tx| tenants::set(tx, id, &change, &stamp)).await;
        id
    }

    pub(crate) async fn try_api_token(
        &self,
        tenant: TenantId,
        change: Change,
        ceiling: Ceiling,
    ) -> Result<(ApiToken, Secret), Refused> {
        let [id] = self.storage.ids().await.unwrap();
        let (secret, maker) = (self.secret(Kind::ApiToken), Maker { stamp: self.stamp().await, ceiling });
        let new = NewApiToken { id: ApiTokenId::new(id), secret: secret.clone(), creator: None, change };
        let job = move |tx: &mut Tx<'_>| create(tx, tenant, &new, &Catalogue::default(), &maker);
        Ok((self.storage.write(job).await?, secret))
    }

    pub(crate) async fn api_token(&self, tenant: TenantId, description: &str) -> ApiToken {
        let change = Change { description: Some(description.to_owned()), ..Change::default() };
        self.try_api_token(tenant, change, Ceiling::default()).await.unwrap().0
    }
}

fn problem(refused: &Refused) -> (&str, Flaw) {
    let Refused::Invalid(problems) = refused else { panic!("{refused}") };
    (&problems[0].field, problems[0].flaw)
}

#[tokio::test]
async fn api_token_access_is_off_by_default_and_none_can_be_made_before_it_is_on() {
    let house = House::new().await;
    let acme = house.tenant("acme").await.id;
    let refused = house.try_api_token(acme, Change::default(), Ceiling::default()).await.unwrap_err();
    assert_eq!(problem(&refused), ("base", Flaw::Invalid));
    let platform = house.try_api_token(TenantId::PLATFORM, Change::default(), Ceiling::default()).await;
    assert!(matches!(platform, Err(Refused::Unknown("tenant"))));
}

#[tokio::test]
async fn a_token_needs_no_description_is_strictly_alphanumeric_and_kept_without_its_secret() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let (token, secret) = house.try_api_token(acme, Change::default(), Ceiling::default()).await.unwrap();
    assert!(secret.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    assert_eq!((token.hint.as_str(), token.status(house.clock.now())), (secret.hint().as_str(), "active"));
    assert!(token.scopes.is_none() && token.assigned_user.is_none() && token.allowed_ips.is_empty());
    let log = house.log(acme).await;
    assert_eq!((log[0].action, log[0].source.label.as_str()), (Action::Create, token.hint.as_str()));
    for file in house.storage.place().contents().unwrap() {
        assert!(!file.windows(30).any(|window| window == &secret.reveal().as_bytes()[16..46]));
    }
}

#[tokio::test]
async fn several_tokens_are_active_at_once_and_nothing_of_one_tenant_is_known_at_another() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let globex = house.tenant_with_api_tokens("globex").await;
    let (one, two) = (house.api_token(acme, "one").await, house.api_token(acme, "two").await);
    let listed = house.read(move |db| super::super::list(db, acme)).await;
    assert_eq!(listed.iter().map(|token| token.id).collect::<Vec<_>>(), [one.id, two.id]);
    assert!(listed.iter().all(ApiToken::is_active));
    assert_eq!(house.read(move |db| super::super::list(db, globex)).await.len(), 0);
    assert!(house.read(move |db| store::by_id(db, globex, one.id)).await.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_three_hundred_parallel_creations_as_many_succeed_as_there_is_room_for() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let made = (0..300).map(|_| house.try_api_token(acme, Change::default(), Ceiling::default()));
    let made = futures_util::future::join_all(made).await;
    for refused in made.iter().filter_map(|made| made.as_ref().err()) {
        assert_eq!(problem(refused), ("base", Flaw::Invalid));
    }
    assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 256);
    assert_eq!(house.read(move |db| super::super::list(db, acme)).await.len(), 256);
}

#[tokio::test]
async fn at_the_limit_one_has_to_be_deleted_to_add_one_and_deactivating_is_not_enough() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let token = house.api_token(acme, "old").await;
    limit(&house, 1).await;
    assert!(house.try_api_token(acme, Change::default(), Ceiling::default()).await.is_err());
    let (maker, off) = (Maker::from(house.stamp().await), Change { active: Some(false), ..Change::default() });
    house.write(move |tx| set(tx, (acme, token.id), &off, &Catalogue::default(), &maker)).await;
    assert!(house.try_api_token(acme, Change::default(), Ceiling::default()).await.is_err());
    let stamp = house.stamp().await;
    house.write(move |tx| delete(tx, acme, token.id, &stamp)).await;
    house.api_token(acme, "new").await;
    assert!(house.try_api_token(acme, Change::default(), Ceiling::default()).await.is_err());
    limit(&house, MOST_IMPORTED).await;
    house.api_token(acme, "more").await;
}

async fn limit(house: &House, most: i64) {
    let acme = house.read(|db| tenants::store::by_subdomain(db, "acme")).await.unwrap().id;
    house.write(move |tx| store::allow(tx.db, acme, most)).await;
}

#[tokio::test]
async fn nothing_minted_exceeds_its_maker_and_what_is_not_said_is_as_narrow() {
    let house = House::new().await;
    let acme = house.tenant_with_api_tokens("acme").await;
    let (ada, end) = (house.user(acme, "ada@example.com").await.id, house.clock.now().plus(60));
    let scopes: Scope = "credentials:write read".parse().unwrap();
    let ceiling = Ceiling {
        scopes: Some(scopes.clone()),
        expires_at: Some(end),
        user: Some(ada),
        allowed_ips: vec!["192.0.2.0/24".parse().unwrap()],
    };
    let (token, _) = house.try_api_token(acme, Change::default(), ceiling.clone()).await.unwrap();
    assert_eq!((token.scopes, token.expires_at, token.assigned_user), (Some(scopes), Some(end), Some(ada)));
    assert_eq!(token.allowed_ips, ceiling.allowed_ips);

    let bob = house.user(acme, "bob@example.com").await.id;
    let nets = |net: &str| Some(vec![net.to_owned()]);
    for (change, field) in [
        (Change { scopes: Some("write".into()), ..Change::default() }, Some("scopes")),
        (Change { scopes: Some("tickets:read".into()), ..Change::default() }, None),
        (Change { expires_at: Some(Some(end.plus(1))), ..Change::default() }, Some("expires_at")),
        (Change { expires_at: Some(Some(end.plus(-1))), ..Change::default() }, None),
        (Change { assigned_user: Some(Some(bob)), ..Change::default() }, Some("assigned_user")),
        (Change { allowed_ips: nets("192.0.0.0/16"), ..Change::default() }, Some("allowed_ips")),
        (Change { allowed_ips: nets("192.0.2.7"), ..Change::default() }, None),
    ] {
        let made = house.try_api_token(acme, change, ceiling.clone()).await;
        assert_eq!(made.as_ref().err().map(|refused| problem(refused).0), field);
    }
}

#[tokio::test]
async fn a_stamp_without_a_ceiling_is_an_operators() {
    let house = House::new().await;
    let stamp: Stamp = house.stamp().await;
    assert!(Maker::from(stamp).ceiling.scopes.is_none());
}
