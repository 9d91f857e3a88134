//! Three questions of whoever watches this process.
//!
//! *Alive* (`/healthz`) asks nothing of the database: restarting a process does not mend a database. *Ready*
//! (`/readyz`) is what a load balancer asks: both doors of the storage answer, the disk takes what is written, and the process is not about to stop. *How is it*
//! (`/metrics`) wants the key, because it says how much goes on here.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::server::Grantor;

/// `GET /healthz`: this process runs.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// `GET /readyz`: 200 if requests should come here, 503 with the reason otherwise.
pub(super) async fn readyz(grantor: web::Data<Grantor>) -> HttpResponse {
    if grantor.is_draining() {
        return unready("draining");
    }
    match grantor.storage.ready().await {
        Ok(()) => HttpResponse::Ok().json(json!({ "status": "ready" })),
        Err(reason) => unready(reason),
    }
}

/// `GET /metrics`: what this process has done, in the text format of Prometheus.
pub(super) async fn metrics(grantor: web::Data<Grantor>) -> HttpResponse {
    match grantor.metrics.text(&grantor.storage) {
        Ok(text) => HttpResponse::Ok().content_type(prometheus::TEXT_FORMAT).body(text),
        Err(error) => {
            tracing::error!(%error, "the metrics cannot be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

fn unready(reason: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().json(json!({ "status": "unready", "reason": reason }))
}
