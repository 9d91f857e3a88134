//! What it was done to.

/// What kind of thing it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceType {
    /// A tenant's own client.
    OauthClient,
    /// What an authorization brought: a token, or its whole family.
    OauthToken,
    /// A client of the platform.
    GlobalOauthClient,
    /// A legacy API token.
    ApiToken,
    /// A user.
    User,
    /// The tenant and its settings.
    AccountSetting,
    /// A person's signing in and out.
    Session,
    /// A resource server.
    ResourceServer,
}

impl SourceType {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::OauthClient,
        Self::OauthToken,
        Self::GlobalOauthClient,
        Self::ApiToken,
        Self::User,
        Self::AccountSetting,
        Self::Session,
        Self::ResourceServer,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OauthClient => "oauth_client",
            Self::OauthToken => "oauth_token",
            Self::GlobalOauthClient => "global_oauth_client",
            Self::ApiToken => "apitoken",
            Self::User => "user",
            Self::AccountSetting => "account_setting",
            Self::Session => "session",
            Self::ResourceServer => "resource_server",
        }
    }

    /// The kind that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// What kind of thing.
    pub kind: SourceType,
    /// Its number.
    pub id: Option<i64>,
    /// Its name at that time.
    pub label: String,
    /// What the vendor called it at that time, if it is a user, the session of one, or the tenant.
    pub external_id: Option<String>,
}

impl Source {
    /// The thing of `kind` with the number `id`, called `label`.
    pub fn new(kind: SourceType, id: i64, label: impl Into<String>) -> Self {
        Self { id: Some(id), ..Self::unnumbered(kind, label) }
    }

    /// Something of `kind` that has no number, called `label`.
    pub fn unnumbered(kind: SourceType, label: impl Into<String>) -> Self {
        Self { kind, id: None, label: label.into(), external_id: None }
    }

    /// The same, which the vendor calls `external_id`.
    #[must_use]
    pub fn known_as(self, external_id: Option<String>) -> Self {
        Self { external_id, ..self }
    }
}
