//! What other people's pages, names and windows may not do (and what an app may).

use grantor::clients::Kind;

use super::browser::browse;
use super::harness::people::PASSWORD;
use super::journey::CONSENT;
use super::scene::Scene;

#[actix_web::test]
async fn no_page_shows_in_a_frame() {
    let scene = Scene::set().await;
    browse(async |browser| {
        for path in ["/access/login", "/oauth/authorizations/new?client_id=none", "/access/logout"] {
            browser.open(&scene.site.address).await;
            let frame = format!(
                "const done = arguments[0], frame = document.createElement('iframe');
                frame.onload = () => done(true); frame.src = '{}'; document.body.append(frame)",
                scene.at(path)
            );
            browser.driver.execute_async(&frame, Vec::new()).await.expect("a frame");
            browser.driver.enter_frame(0).await.expect("the frame");
            assert_eq!(browser.ask("return location.protocol").await, "chrome-error:", "{path}");
        }
    })
    .await;
}

#[actix_web::test]
async fn a_name_that_is_a_script_is_a_name() {
    let scene = Scene::set().await;
    let name = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">";
    let callback = format!("{}/callback", scene.site.address);
    let evil = scene.server.client(scene.tenant.id, "evil", Kind::Public, |app| {
        app.redirect_uris = vec![callback];
        name.clone_into(&mut app.name);
        name.clone_into(&mut app.description);
        name.clone_into(&mut app.company);
    });
    let evil = evil.await;
    browse(async |browser| {
        browser.open(&scene.authorize_for(&evil, "read")).await;
        assert!(browser.driver.source().await.unwrap().contains("&lt;script&gt;"));
        browser.sign_in(PASSWORD).await;
        browser.shows(&format!("Allow {name} to use your Acme account?")).await;
        assert!(!browser.driver.title().await.unwrap().starts_with("owned"));
        assert_eq!(browser.ask("return document.scripts.length + document.images.length").await, 0);
    })
    .await;
}

#[actix_web::test]
async fn a_form_of_another_site_decides_nothing() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.open(&scene.authorize("read")).await;
        browser.sign_in(PASSWORD).await;
        browser.shows(CONSENT).await;
        let form = browser.ask("return document.querySelector('main form').outerHTML").await;
        let form = form.as_str().unwrap().replace("/oauth/authorizations", &scene.at("/oauth/authorizations"));
        browser.open(&scene.site.address).await;
        browser.driver.execute("document.body.innerHTML = arguments[0]", vec![form.into()]).await.unwrap();
        browser.press("button[value=allow]").await;
        browser.shows("This form came from elsewhere").await;
        assert!(scene.site.is_untouched());
    })
    .await;
}

#[actix_web::test]
async fn after_signing_out_the_back_button_shows_nothing() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.open(&scene.authorize("read")).await;
        browser.sign_in(PASSWORD).await;
        browser.shows(CONSENT).await;
        assert!(browser.text().await.contains("ada@example.com"));
        browser.open(&scene.at("/")).await;
        browser.press("main form button").await;
        browser.shows("You are signed out").await;
        for _ in ["the signed-in page", "the consent page"] {
            browser.driver.back().await.unwrap();
            browser.shows("Sign in to Acme").await;
        }
    })
    .await;
}

/// Apps open the flow in a window of their own and wait for it: nothing on the way may cut the two apart.
#[actix_web::test]
async fn an_app_keeps_hold_of_the_window_that_it_opened() {
    let scene = Scene::set().await;
    browse(async |browser| {
        browser.open(&scene.site.address).await;
        browser.ask(&format!("window.flow = window.open('{}')", scene.authorize("read"))).await;
        let opener = browser.driver.window().await.unwrap();
        let windows = browser.driver.windows().await.unwrap();
        let flow = windows.into_iter().find(|window| *window != opener).expect("a second window");
        browser.driver.switch_to_window(flow).await.unwrap();
        browser.sign_in(PASSWORD).await;
        browser.shows(CONSENT).await;
        browser.press("button[value=allow]").await;
        browser.lands().await;
        assert_eq!(browser.ask("return window.opener !== null").await, true);
        browser.driver.switch_to_window(opener).await.unwrap();
        assert_eq!(browser.ask("return window.flow.document.title").await, "Landed");
    })
    .await;
}
