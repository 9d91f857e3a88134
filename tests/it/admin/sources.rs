//! The first seed, sentence by sentence: what an admin is told about OAuth clients, their tokens and the audit log
//! comes true. Each test is named after what the sentence says.

use grantor::audit::Action;

use super::{Center, fill, links};
use crate::harness::flow::Pair;

const CLIENTS: &str = "/admin/oauth/clients";

// ナビゲーションパス: 「管理センター」>「アプリおよびインテグレーション」>「API」>「Oauthクライアント」
#[actix_web::test]
async fn the_way_there_is_admin_center_apps_and_integrations_apis_oauth_clients() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let english = browser.get("/admin").await;
    assert!(english.words().contains("Apps and integrations APIs First steps OAuth clients"), "{}", english.words());
    let japanese = browser.get("/admin?lang=ja").await;
    let way = "アプリおよびインテグレーション API はじめに OAuthクライアント";
    assert!(japanese.words().contains(way), "{}", japanese.words());
    assert!(japanese.text().contains(&format!(r#"<a href="{CLIENTS}">OAuthクライアント</a>"#)));
}

// APIトークンとは異なり、管理センターで直接OAuthアクセストークンを作成することはできません。
#[actix_web::test]
async fn an_access_token_cannot_be_made_here_and_the_page_says_how_it_is_made() {
    let center = Center::new().await;
    center.world.tokens(&center.world.app).await;
    let browser = center.browser().await;
    let page = browser.get(&Center::at(&center.world.app.client, "/tokens")).await;
    assert!(page.words().contains("Access tokens are not made here"), "{}", page.words());
    let help = links(&page).into_iter().find(|href| href.starts_with("/admin/help")).expect("a link to how");
    let help = browser.get(&help).await.words();
    assert!(help.contains("An access token cannot be made in the Admin Center."), "{help}");
    for way in ["http://acme.localhost:8080/oauth/tokens", "http://acme.localhost:8080/api/v2/oauth/tokens"] {
        assert!(help.contains(way), "{way} is missing in {help}");
    }
    assert!(!page.text().contains("/tokens/new"));
}

// 詳しくは「APIトークンとアクセストークンの違い」を参照してください。
#[actix_web::test]
async fn the_differences_between_api_tokens_and_access_tokens_are_explained() {
    let center = Center::new().await;
    let page = center.browser().await.get("/admin/help/tokens").await;
    assert_eq!(page.heading(), "API tokens and access tokens");
    for words in ["The one person who allowed it.", "Any verified user whose email is sent with it", "When it ends"] {
        assert!(page.words().contains(words), "{words}");
    }
}

// クライアント識別子、名前、作成日、トークン数、ステータスなどのOAuthクライアントの情報が表示されます。
#[actix_web::test]
async fn the_list_shows_identifier_name_created_tokens_and_status() {
    let center = Center::new().await;
    let world = &center.world;
    for _ in 0..2 {
        world.tokens(&world.app).await;
    }
    let page = center.browser().await.get(CLIENTS).await.words();
    for head in ["Name Identifier Created Tokens Status", "Invoice Sync invoice_sync 21 November 2 Active"] {
        assert!(page.contains(head), "{head} is missing in {page}");
    }
}

// トークンのないクライアントには、「トークンを表示」オプションは表示されません。
#[actix_web::test]
async fn a_client_without_tokens_has_no_view_tokens() {
    let center = Center::new().await;
    let world = &center.world;
    let browser = center.browser().await;
    let there = async || links(&browser.get(CLIENTS).await).contains(&Center::at(&world.app.client, "/tokens"));
    assert!(!there().await);
    let pair = world.tokens(&world.app).await;
    assert!(there().await);
    let revoke = [("token", &*pair.access), ("client_id", "invoice_sync"), ("client_secret", &*world.app.secret)];
    world.server.post("acme", "/oauth/revoke").form(&revoke).expect(200).await;
    assert!(!there().await);
    let page = browser.get(&Center::at(&world.app.client, "/tokens")).await;
    assert!(page.words().contains("No tokens. They appear when someone allows this app."));
}

// OAuthクライアントトークンのスコープを表示する
#[actix_web::test]
async fn view_scopes_says_what_a_token_may_do_in_words_and_by_name() {
    let center = Center::new().await;
    center.world.tokens(&center.world.app).await;
    let browser = center.browser().await;
    let tokens = browser.get(&Center::at(&center.world.app.client, "/tokens")).await;
    assert!(tokens.words().contains("View scopes"));
    let token = links(&tokens).into_iter().find(|href| href.contains("/tokens/")).expect("a token");
    let page = browser.get(&token).await.words();
    for words in ["See everything that the user can see read", "Create, change and delete whatever the user can write"]
    {
        assert!(page.contains(words), "{words} is missing in {page}");
    }
}

// セキュリティが侵害されている疑いがある場合は、そのトークンを削除してください。
#[actix_web::test]
async fn a_deleted_token_is_dead_at_once_and_so_is_what_would_renew_it_and_no_other() {
    let center = Center::new().await;
    let world = &center.world;
    let (kept, gone) = (world.tokens(&world.app).await, world.tokens(&world.app).await);
    let browser = center.browser().await;
    let tokens = browser.get(&Center::at(&world.app.client, "/tokens")).await;
    let latest = links(&tokens).into_iter().find(|href| href.ends_with("/delete")).expect("delete");
    let done = fill(&browser, &latest, &[]).await;
    assert_eq!(done.status, 303);
    assert!(browser.get(&done.location()).await.words().contains("The token is deleted."));
    assert_eq!(world.alive(&world.app, &gone).await, (false, false));
    assert_eq!(world.alive(&world.app, &kept).await, (true, true));
    assert_eq!(browser.get(&latest).await.status, 404, "it is not there any more");
    let log = world.server.events(world.tenant.id).await;
    assert_eq!((log[0].action, log[0].stamp.origin.actor.name()), (Action::Revoke, "Grace"));
}

// クライアント名、説明、ロゴ、リダイレクトURLなどの情報を変更できます。
#[actix_web::test]
async fn edit_opens_the_clients_fields_and_save_keeps_them() {
    let center = Center::new().await;
    let browser = center.browser().await;
    let here = Center::at(&center.world.app.client, "");
    assert!(links(&browser.get(CLIENTS).await).contains(&here));
    let fields = [("name", "Another"), ("description", "Text"), ("redirect_uris", "https://other.example.com/cb")];
    assert_eq!(fill(&browser, &here, &fields).await.status, 303);
    let page = browser.get(&here).await;
    for kept in ["Another", "Text", "https://other.example.com/cb"] {
        assert!(page.text().contains(kept), "{kept}");
    }
}

// クライアントを削除すると、そのクライアントに関連付けられているすべてのトークンも直ちに失効します。この操作は取り消しできません。
#[actix_web::test]
async fn delete_says_how_many_tokens_die_and_that_it_cannot_be_undone_and_they_die() {
    let center = Center::new().await;
    let world = &center.world;
    let pairs: Vec<Pair> = vec![world.tokens(&world.app).await, world.tokens(&world.app).await];
    let other = world.tokens(&world.native).await;
    let browser = center.browser().await;
    let here = Center::at(&world.app.client, "/delete");
    let page = browser.get(&here).await;
    assert_eq!(page.heading(), "Delete Invoice Sync?");
    assert!(page.words().contains("2 access tokens stop working at once. You cannot undo this."), "{}", page.words());
    assert!(page.words().contains("Delete client"));
    let done = browser.submit(&page, &here, &[("typed", "invoice_sync")]).await;
    assert_eq!((done.status, done.location().as_str()), (303, "/admin/oauth/clients?done=client-deleted"));
    for pair in &pairs {
        for token in [&pair.access, &pair.refresh] {
            assert!(!world.is_active(token).await);
        }
    }
    assert!(world.is_active(&other.access).await, "another client's are left alone");
    let list = browser.get(&done.location()).await.words();
    assert!(list.contains("The client is deleted. Its tokens have ended.") && !list.contains("invoice_sync"));
    assert_eq!(browser.get(&here).await.status, 404, "there is no way back");
    let again = [("name", "X"), ("identifier", "invoice_sync"), ("kind", "confidential")];
    assert_eq!(fill(&browser, "/admin/oauth/clients/new", &again).await.status, 422, "nor the identifier");
}

// OAuthクライアントの作成、非アクティブ化、再アクティブ化などのアクティビティが監査ログに記録されます。
#[actix_web::test]
async fn create_deactivate_and_reactivate_are_in_the_audit_log_with_who_and_from_where() {
    let center = Center::new().await;
    let browser = center.browser().await;
    fill(&browser, "/admin/oauth/clients/new", &[("name", "Robot"), ("kind", "public")]).await;
    let list = browser.get(CLIENTS).await;
    let here =
        links(&list).into_iter().find(|href| href.starts_with("/admin/oauth/clients/") && !href.ends_with("new"));
    let here = here.expect("the client");
    for verb in ["deactivate", "reactivate"] {
        assert_eq!(fill(&browser, &format!("{here}/{verb}"), &[]).await.status, 303, "{verb}");
    }
    let id = here.rsplit('/').next().expect("its number");
    let log = browser.get(&format!("/admin/audit_logs?source_type=oauth_client&source_id={id}")).await.words();
    for row in ["Grace Reactivated Robot", "Grace Deactivated Robot", "Grace Created Robot"] {
        assert!(log.contains(row), "{row} is missing in {log}");
    }
    assert!(log.contains("127.0.0.1"), "{log}");
}

// オプションメニューの「監査ログを表示」：選択したOAuthクライアントにフィルターを適用した状態で監査ログが開きます。
#[actix_web::test]
async fn view_audit_log_opens_it_filtered_to_the_client() {
    let center = Center::new().await;
    let world = &center.world;
    world.server.rename(&world.app.client, "First").await;
    world.server.rename(&world.native.client, "Second").await;
    let browser = center.browser().await;
    let list = browser.get(CLIENTS).await;
    let id = world.app.client.key.id;
    let href = format!("/admin/audit_logs?source_type=oauth_client&source_id={id}");
    assert!(links(&list).contains(&href), "{:?}", links(&list));
    let log = browser.get(&href).await.words();
    assert!(log.contains("First") && !log.contains("Second"), "{log}");
    assert!(log.contains("Only what concerns First ."), "{log}");
}

// 非アクティブにする必要のないクライアント … 非アクティブ化：トークンは止まり、再アクティブ化で戻る。
#[actix_web::test]
async fn a_deactivated_clients_tokens_stop_and_come_back_with_it() {
    let center = Center::new().await;
    let world = &center.world;
    let pair = world.tokens(&world.app).await;
    let browser = center.browser().await;
    let ask = browser.get(&Center::at(&world.app.client, "/deactivate")).await.words();
    assert!(ask.contains("Its 1 token stops working at once."), "{ask}");
    assert_eq!(fill(&browser, &Center::at(&world.app.client, "/deactivate"), &[]).await.status, 303);
    assert!(!world.is_active(&pair.access).await, "in the very next introspection");
    assert!(browser.get(CLIENTS).await.words().contains("Deactivated"));
    assert_eq!(fill(&browser, &Center::at(&world.app.client, "/reactivate"), &[]).await.status, 303);
    assert!(world.is_active(&pair.access).await);
}
