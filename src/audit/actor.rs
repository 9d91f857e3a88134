//! Who did it.

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// The server itself.
    System,
    /// A platform operator.
    Operator,
    /// A user of the tenant.
    User {
        /// The user's number.
        id: i64,
        /// The user's name at that time.
        name: String,
        /// What the vendor called the user at that time.
        external_id: Option<String>,
    },
    /// A client, for itself.
    Client {
        /// The client's number.
        id: i64,
        /// The client's name at that time.
        name: String,
    },
    /// Nobody that proved who they are.
    Anonymous,
}

impl Actor {
    /// The word for what kind of actor it is.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Operator => "operator",
            Self::User { .. } => "user",
            Self::Client { .. } => "client",
            Self::Anonymous => "anonymous",
        }
    }

    /// The number of the user or client.
    pub const fn id(&self) -> Option<i64> {
        match self {
            Self::User { id, .. } | Self::Client { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The name of the user or client.
    pub fn name(&self) -> &str {
        match self {
            Self::User { name, .. } | Self::Client { name, .. } => name,
            _ => "",
        }
    }

    /// What the vendor calls the user.
    pub fn external_id(&self) -> Option<&str> {
        match self {
            Self::User { external_id, .. } => external_id.as_deref(),
            _ => None,
        }
    }
}
