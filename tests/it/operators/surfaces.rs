//! Each surface can be switched off by itself.

use grantor::config::{Config, Surfaces};

use crate::harness::Server;

/// One path of each.
const PATHS: [&str; 5] =
    ["/.well-known/oauth-authorization-server", "/api/v2/users/me", "/admin", "/access/login", "/sidecar/verify"];

#[actix_web::test]
async fn a_surface_that_is_off_is_not_there_and_every_other_is() {
    let all = Surfaces::default;
    for (off, surfaces) in [
        Surfaces { oauth: false, ..all() },
        Surfaces { api: false, ..all() },
        Surfaces { admin: false, ..all() },
        Surfaces { pages: false, ..all() },
        Surfaces { sidecar: false, ..all() },
        all(),
    ]
    .into_iter()
    .enumerate()
    {
        let server = Server::with(Config { surfaces, ..Config::default() }).await;
        server.tenant("acme").await;
        for (at, path) in PATHS.into_iter().enumerate() {
            let status = server.get("acme", path).send().await.status;
            assert_eq!(status == 404, at == off, "{path} without {:?}: {status}", PATHS.get(off));
        }
    }
}
