//! Two questions of whoever watches this process.
//!
//! *Alive* (`/healthz`) asks nothing of the database: restarting a process does not mend a database. *Ready*
//! (`/readyz`) is what a load balancer asks: the storage answers a read, and the process is not about to stop.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::server::Grantor;
use crate::storage::Failure;

/// `GET /healthz`: this process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// `GET /readyz`: 200 if requests should come here, 503 with the reason otherwise.
pub(super) async fn readyz(grantor: web::Data<Grantor>) -> HttpResponse {
    if grantor.is_draining() {
        return unready("draining");
    }
    match grantor.storage.read(|db| crate::tenants::store::by_id(db, crate::tenants::TenantId::PLATFORM)).await {
        Ok(Some(_)) => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Ok(None) => unready("the database is not migrated"),
        Err(failure) => {
            let failure: Failure = failure;
            tracing::warn!(%failure, "not ready");
            unready("the database does not answer")
        }
    }
}

fn unready(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().json(json!({ "status": "unready", "reason": reason }))
}
