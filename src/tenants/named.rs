//! A tenant as it is named where something else is told: who proposes a client, whose webhook is told.

use serde::Serialize;

use super::Tenant;

/// Which tenant it is, in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The label of its addresses.
    pub subdomain: String,
    /// What the vendor calls it.
    pub external_id: Option<String>,
}

impl Tenant {
    /// This tenant in short.
    pub fn named(&self) -> Named {
        Named { subdomain: self.subdomain.clone(), external_id: self.external_id.clone() }
    }
}
