//! What an account looks like: logos that were uploaded, a colour that can be read; and nothing from elsewhere.

use grantor::clients;
use grantor::config::{Config, Surfaces};
use grantor::logos::Logo;
use grantor::tenants::{self, TenantId};
use serde_json::json;

use crate::harness::Server;
use crate::harness::ask::Ask;
use crate::harness::flow::World;

/// What a picture is made of does not matter to whoever serves it.
fn logo(id: &str) -> Logo {
    Logo { id: id.to_owned(), picture: b"\x89PNG\r\n\x1a\nand so on".to_vec() }
}

async fn give_tenant(world: &World, logo: Option<Logo>) {
    let (stamp, id) = (world.server.stamp().await, world.tenant.id);
    let job = move |tx: &mut grantor::storage::Tx<'_>| tenants::set_logo(tx, id, logo.as_ref(), &stamp);
    world.server.grantor.storage.write(job).await.unwrap();
}

async fn give_client(world: &World, key: clients::ClientKey, logo: Option<Logo>) {
    let stamp = world.server.stamp().await;
    let job = move |tx: &mut grantor::storage::Tx<'_>| clients::set_logo(tx, key, logo.as_ref(), &stamp);
    world.server.grantor.storage.write(job).await.unwrap();
}

#[actix_web::test]
async fn a_logo_is_on_the_pages_and_is_kept_for_ever_by_browsers() {
    let world = World::new().await;
    give_tenant(&world, Some(logo("aa"))).await;
    give_client(&world, world.app.client.key, Some(logo("bb"))).await;
    let browser = world.browser().await;
    let page = browser.get(&Ask::of(&world.app).path()).await.text();
    assert!(page.contains(r#"<img src="/logos/aa" alt="">"#), "{page}");
    assert!(page.contains(r#"<img class="app" src="/logos/bb" alt="">"#), "{page}");
    world.tokens(&world.app).await;
    assert!(browser.get("/account/connected-apps").await.text().contains("/logos/bb"));

    let answer = world.server.get("acme", "/logos/bb").expect(200).await;
    assert_eq!(answer.body, logo("bb").picture);
    for (header, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(header).as_deref(), Some(value));
    }
    assert!(answer.cookies().is_empty());
    give_client(&world, world.app.client.key, None).await;
    world.server.get("acme", "/logos/bb").expect(404).await;
    let page = browser.get(&Ask::of(&world.native).path()).await.text();
    assert!(page.contains(r#"<span class="app tile" aria-hidden="true" translate="no">I</span>"#), "{page}");
}

#[actix_web::test]
async fn somebody_elses_logo_is_unknown_and_the_platforms_is_everybodys() {
    let world = World::new().await;
    let globex = World::on(world.server.clone(), "globex").await;
    let app = world.server.confidential(TenantId::PLATFORM, "zdg-sync").await;
    give_client(&world, world.app.client.key, Some(logo("aa"))).await;
    give_client(&world, app.client.key, Some(logo("cc"))).await;
    world.server.get("acme", "/logos/aa").expect(200).await;
    world.server.get("globex", "/logos/aa").expect(404).await;
    for tenant in ["acme", "globex"] {
        world.server.get(tenant, "/logos/cc").expect(200).await;
    }
    assert!(globex.browser().await.get(&Ask::of(&app).path()).await.text().contains("/logos/cc"));
    for none in ["/logos/", "/logos/..%2fstyle.css", "/logos/AA", "/logos/%00", "/logos/a'--"] {
        world.server.get("acme", none).expect(404).await;
    }
}

#[actix_web::test]
async fn a_colour_comes_as_a_sheet_of_its_own_and_changes_its_address() {
    let world = World::new().await;
    world.server.get("acme", "/brand.css").expect(404).await;
    let mut links = Vec::new();
    for accent in ["#0b57a4", "#a3195b"] {
        let settings = json!({ "accent": accent }).as_object().cloned().unwrap();
        world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
        let page = world.server.browser("acme").get("/access/login").await.text();
        let link = page.split("\"/brand.css?v=").nth(1).expect("a link").split('"').next().unwrap();
        let link = format!("/brand.css?v={link}");
        let answer = world.server.get("acme", &link).expect(200).await;
        assert!(answer.text().contains(accent));
        assert_eq!(answer.header("content-type").as_deref(), Some("text/css; charset=utf-8"));
        assert!(answer.header("cache-control").unwrap().ends_with("immutable"));
        links.push(link);
    }
    assert_ne!(links[0], links[1]);
    let old = world.server.get("acme", &links[0]).expect(200).await;
    assert_eq!(old.headers.get_all("cache-control").count(), 1);
    assert_eq!(old.header("cache-control").as_deref(), Some("no-cache"), "an old address is not kept with new content");
}

#[actix_web::test]
async fn the_consent_page_is_drawn_where_no_other_surface_is_on() {
    let surfaces = Surfaces { api: false, admin: false, pages: false, sidecar: false, ..Surfaces::default() };
    let world = World::on(Server::with(Config { surfaces, ..Config::default() }).await, "acme").await;
    give_tenant(&world, Some(logo("aa"))).await;
    let settings = json!({ "accent": "#0b57a4" }).as_object().cloned().unwrap();
    world.server.change_tenant(world.tenant.id, tenants::Change { settings, ..Default::default() }).await;
    let page = world.browser().await.get(&Ask::of(&world.app).path()).await.text();
    for linked in ["/style.css?v=", "/brand.css?v=", "/logos/aa"] {
        let rest = page.split(&format!("\"{linked}")).nth(1).unwrap_or_else(|| panic!("{linked}: {page}"));
        let path = format!("{linked}{}", rest.split('"').next().unwrap());
        world.server.get("acme", &path).expect(200).await;
    }
    world.server.get("acme", "/access/login").expect(404).await;
}
