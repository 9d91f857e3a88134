//! What a client may exchange for tokens (RFC 6749 §1.3): the grant types that there are here.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum GrantType {
    /// A code that a person's consent has brought (RFC 6749 §4.1.3).
    AuthorizationCode,
    /// A refresh token, for the next pair (RFC 6749 §6).
    RefreshToken,
    /// Nothing but the client's own proof (RFC 6749 §4.4).
    ClientCredentials,
}

impl GrantType {
    /// Every grant type.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// What `grant_type` says for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    /// The one that `word` means.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|grant| grant.as_str() == word)
    }

    /// All of their words.
    pub fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|grant| grant.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_one_grant_type_to_the_letter() {
        for grant in GrantType::ALL {
            assert_eq!(GrantType::parse(grant.as_str()), Some(*grant));
        }
        for word in ["", "password", "Authorization_Code", "refresh token"] {
            assert_eq!(GrantType::parse(word), None, "{word}");
        }
    }
}
