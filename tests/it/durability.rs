//! What was answered has happened, whichever process is killed in the middle of everything. Where there is no PostgreSQL
//! there is one node, and everybody waits for it.

use std::sync::Arc;

use actix_web::web::block;

use crate::crowd::Cluster;
use crate::operators::company::Company;
use crate::operators::installation::{Installation, Serving};

/// Nodes, where the database allows several.
const NODES: usize = 3;
/// How many nodes are killed.
const KILLS: usize = 4;

/// Kills one node after the other, and starts it again.
async fn kill(cluster: &Cluster, here: &Arc<Installation>, nodes: &mut [Serving]) {
    for kill in 0..KILLS {
        cluster.enough().await;
        let at = kill % nodes.len();
        nodes[at].signal("KILL");
        assert!(!nodes[at].wait().success());
        let here = Arc::clone(here);
        nodes[at] = block(move || here.node(at)).await.unwrap();
        cluster.replace(at, &nodes[at]);
    }
}

#[actix_web::test]
async fn killed_nodes_have_kept_whatever_they_answered() {
    let here = Arc::new(Installation::new());
    let company = Company::of(&here);
    let mut nodes = here.nodes(NODES);
    let cluster = Cluster::of(company, &nodes).await;
    cluster.during(kill(&cluster, &here, &mut nodes)).await;
}
