//! The webhook: what the sunset does and is about to do, told to a local receiver, signed, again and again.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use diesel::prelude::*;
use grantor::config::{Config, Webhooks};
use grantor::secret::Secret;
use grantor::server;
use grantor::sidecar::token::Change;
use grantor::sidecar::webhook::{self, BETWEEN};
use grantor::storage::schema::api_tokens;
use grantor::storage::{Failure, Tx};
use grantor::tenants::TenantId;
use serde_json::{Value, json};

use super::scene::Scene;

const DAY: i64 = 86_400;

/// What arrived: its headers, its body.
type Told = (Vec<(String, String)>, String);

/// A receiver that answers with these statuses, then with 204.
fn receiver(statuses: &[u16]) -> (SocketAddr, Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    let mut statuses: VecDeque<u16> = statuses.iter().copied().collect();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let (mut line, mut headers) = (String::new(), Vec::new());
            while stream.read_line(&mut line).unwrap() > 2 {
                if let Some((name, value)) = line.trim().split_once(": ") {
                    headers.push((name.to_ascii_lowercase(), value.to_owned()));
                }
                line.clear();
            }
            let length =
                headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, n)| n.parse().unwrap());
            let mut body = vec![0; length];
            stream.read_exact(&mut body).unwrap();
            // Whoever has the answer may look for this at once.
            if sender.send((headers, String::from_utf8(body).unwrap())).is_err() {
                return;
            }
            let status = statuses.pop_front().unwrap_or(204);
            write!(
                stream.get_mut(),
                "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nlocation: http://127.0.0.1:1/\r\n\r\n"
            )
            .unwrap();
        }
    });
    (address, receiver)
}

/// An account with a sunset that is told at `url`; what signs it.
async fn scene(allowed: &[&str], url: &str) -> (Scene, Secret) {
    let allowed_hosts = allowed.iter().map(|host| (*host).to_owned()).collect();
    let scene = Scene::with(Config { webhooks: Webhooks { allowed_hosts }, ..Config::default() }).await;
    let secret = ending(&scene, scene.tenant.id, url).await;
    (scene, secret)
}

/// Gives `tenant` a sunset that is told at `url`; what signs it.
async fn ending(scene: &Scene, tenant: TenantId, url: &str) -> Secret {
    let grantor = &scene.server.grantor;
    let secret = webhook::secret(&[7; 32]);
    grantor.seal.make(&grantor.storage).await.unwrap();
    let sealed = grantor.seal.seal(&webhook::purpose(tenant), secret.reveal().as_bytes()).unwrap();
    let (stamp, url) = (scene.server.stamp().await, url.to_owned());
    // Which hosts are the operator's own may be said otherwise afterwards.
    let own = ["127.0.0.1".to_owned()];
    let job = move |tx: &mut Tx<'_>| webhook::set(tx, tenant, &url, &own, &sealed, &stamp);
    grantor.storage.write(job).await.unwrap();
    let policy = json!({ "idle_days": 30, "delete_after_days": 30, "announce_days": 7, "starts_at": grantor.now() });
    let change = grantor::tenants::Change {
        settings: [("api_token_sunset".to_owned(), policy)].into_iter().collect(),
        ..Default::default()
    };
    scene.server.change_tenant(tenant, change).await;
    secret
}

/// Another account with a sunset and a token that nobody uses.
async fn another(scene: &Scene, subdomain: &str, url: &str) -> TenantId {
    let tenant = scene.server.tenant(subdomain).await.id;
    ending(scene, tenant, url).await;
    scene.access_at(tenant, true).await;
    scene.try_token_at(tenant, Change::default()).await.unwrap();
    tenant
}

fn header<'a>((headers, _): &'a Told, name: &str) -> &'a str {
    headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

async fn round(scene: &Scene) -> usize {
    server::sunset(&scene.server.grantor).await.unwrap();
    server::deliver(&scene.server.grantor).await.unwrap()
}

#[actix_web::test]
async fn each_step_is_announced_ahead_and_told_when_done_signed_so_that_any_library_believes_it() {
    let (address, told) = receiver(&[]);
    let (scene, secret) = scene(&["127.0.0.1"], &format!("http://{address}/hooks?x=1")).await;
    let (token, _) = scene.token(Change { description: Some("nightly export".into()), ..Change::default() }).await;
    assert_eq!(round(&scene).await, 0, "nothing comes within a week");
    let mut steps = Vec::new();
    for (days, taken) in [(23, 1), (7, 1), (23, 1), (7, 1)] {
        scene.server.advance(days * DAY + 1);
        assert_eq!(round(&scene).await, taken, "after {days} days more");
        let one = told.try_recv().unwrap();
        let (id, at) = (header(&one, "webhook-id"), header(&one, "webhook-timestamp"));
        assert_eq!(at.parse::<i64>().unwrap(), scene.server.grantor.now().seconds());
        let signed = webhook::signature(&secret, id, at.parse().unwrap(), &one.1).unwrap();
        assert_eq!(header(&one, "webhook-signature"), signed);
        assert_eq!((header(&one, "host"), header(&one, "content-type")), (&*address.to_string(), "application/json"));
        let body: Value = serde_json::from_str(&one.1).unwrap();
        assert_eq!(body["data"]["api_token"]["id"], json!(token.id));
        assert_eq!(body["tenant"]["subdomain"], "acme");
        steps.push((body["type"].as_str().unwrap().to_owned(), body["data"]["step"].as_str().unwrap().to_owned()));
        assert_eq!(round(&scene).await, 0, "nothing is told twice");
    }
    let said = |event: &str, step: &str| (format!("api_token_sunset.{event}"), step.to_owned());
    assert_eq!(
        steps,
        [said("announced", "idle"), said("done", "idle"), said("announced", "delete"), said("done", "delete")]
    );
}

#[actix_web::test]
async fn an_account_whose_sunset_cannot_go_on_holds_up_no_other() {
    let (address, told) = receiver(&[]);
    let url = format!("http://{address}/");
    let (scene, _) = scene(&["127.0.0.1"], &url).await;
    let (broken, _) = scene.token(Change::default()).await;
    another(&scene, "zeta", &url).await;
    let corrupt = move |tx: &mut Tx<'_>| {
        let row = api_tokens::table.find((broken.tenant, broken.id));
        Ok::<_, Failure>(diesel::update(row).set(api_tokens::allowed_ips.eq("nowhere")).execute(tx.db)?)
    };
    scene.server.grantor.storage.write(corrupt).await.unwrap();
    scene.server.advance(24 * DAY);
    assert_eq!(round(&scene).await, 1);
    let body: Value = serde_json::from_str(&told.try_recv().unwrap().1).unwrap();
    assert_eq!(body["tenant"]["subdomain"], "zeta");
}

/// A receiver that answers the first request with 500 when `until` comes, and no other.
fn slow(until: Receiver<Told>) -> (SocketAddr, Receiver<Told>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            kept.push(stream.unwrap());
            if kept.len() == 1 {
                let told = until.recv_timeout(Duration::from_secs(25));
                drop(told.map(|told| sender.send(told)));
                write!(kept[0], "HTTP/1.1 500 X\r\ncontent-length: 0\r\n\r\n").unwrap();
            }
        }
    });
    (address, receiver)
}

#[actix_web::test]
async fn who_is_slow_to_answer_holds_up_nobody_else() {
    let (quick, told) = receiver(&[]);
    let (address, meanwhile) = slow(told);
    let (scene, _) = scene(&["127.0.0.1"], &format!("http://{address}/")).await;
    for _ in 0..3 {
        scene.token(Change::default()).await;
    }
    another(&scene, "zeta", &format!("http://{quick}/")).await;
    scene.server.advance(24 * DAY);
    assert_eq!(round(&scene).await, 1, "acme is told nothing more while it does not take the first");
    let body: Value = serde_json::from_str(&meanwhile.try_recv().unwrap().1).unwrap();
    assert_eq!(body["tenant"]["subdomain"], "zeta");
}

#[actix_web::test]
async fn what_was_not_taken_is_sent_again_later_and_later_with_the_same_id_and_then_given_up() {
    let (address, told) = receiver(&[500, 301, 404, 200]);
    let (scene, _) = scene(&["127.0.0.1"], &format!("http://{address}/")).await;
    scene.token(Change::default()).await;
    scene.server.advance(24 * DAY);
    assert_eq!(round(&scene).await, 0);
    let deliver = async || server::deliver(&scene.server.grantor).await.unwrap();
    let mut ids = vec![header(&told.try_recv().unwrap(), "webhook-id").to_owned()];
    for (wait, taken) in BETWEEN.into_iter().zip([0, 0, 1]) {
        scene.server.advance(wait - 1);
        assert_eq!(deliver().await, 0);
        assert!(told.try_recv().is_err(), "not before its time");
        scene.server.advance(1);
        assert_eq!(deliver().await, taken);
        ids.push(header(&told.try_recv().unwrap(), "webhook-id").to_owned());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    scene.server.advance(DAY);
    assert_eq!(deliver().await, 0, "it was taken");
    assert!(told.try_recv().is_err());
}

#[actix_web::test]
async fn nothing_is_sent_to_a_private_address_that_the_operator_has_not_named_and_it_is_given_up_at_last() {
    let (address, told) = receiver(&[]);
    let (scene, _) = scene(&[], &format!("https://127.0.0.1:{}/", address.port())).await;
    scene.token(Change::default()).await;
    scene.server.advance(24 * DAY);
    round(&scene).await;
    for wait in BETWEEN {
        scene.server.advance(wait);
        server::deliver(&scene.server.grantor).await.unwrap();
    }
    assert!(told.try_recv().is_err());
    let (now, tenant) = (scene.server.grantor.now().plus(365 * DAY), scene.tenant.id);
    let left = scene.server.grantor.storage.read(move |db| webhook::store::due(db, tenant, now, 9)).await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[actix_web::test]
async fn an_address_is_https_without_a_password_and_the_secret_is_kept_sealed() {
    let (scene, secret) = scene(&[], "https://hooks.example.com/a").await;
    let tenant = scene.tenant.id;
    for url in [
        "http://hooks.example.com/",
        "https://u:p@hooks.example.com/",
        "ftp://x/",
        "hooks",
        "https://x/#f",
        "https://169.254.169.254/",
        "https://10.0.0.1/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://localhost:8443/",
        "http://localhost/",
        "https://hooks.localhost./",
    ] {
        let stamp = scene.server.stamp().await;
        let job = move |tx: &mut Tx<'_>| webhook::set(tx, tenant, url, &[], b"", &stamp);
        assert!(scene.server.grantor.storage.write(job).await.is_err(), "{url}");
    }
    for url in ["https://1.1.1.1/", "http://hooks.internal/", "https://localhost/"] {
        let stamp = scene.server.stamp().await;
        let own = ["Hooks.Internal".to_owned(), "localhost".to_owned()];
        let job = move |tx: &mut Tx<'_>| webhook::set(tx, tenant, url, &own, b"", &stamp);
        assert!(scene.server.grantor.storage.write(job).await.is_ok(), "{url}");
    }
    let kept = scene.server.kept().await;
    let text = secret.reveal().as_bytes();
    assert!(!kept.windows(text.len()).any(|window| window == text));
    let stamp = scene.server.stamp().await;
    scene.server.grantor.storage.write(move |tx| webhook::remove(tx, tenant, &stamp)).await.unwrap();
    let stamp = scene.server.stamp().await;
    let again = scene.server.grantor.storage.write(move |tx| webhook::remove(tx, tenant, &stamp)).await;
    assert!(again.is_err());
    let log = scene.server.events(tenant).await;
    assert_eq!(log[0].details["after"]["webhook"], Value::Null);
}
