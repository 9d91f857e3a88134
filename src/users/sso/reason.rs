//! Why an assertion signs nobody in: a word and a sentence for the log.
//!
//! They are for the vendor's developer, who has to know which of thirty checks it was. The person can do one of five
//! things about it, so the page has five sentences (`web/access/jwt.rs` says which); more would teach a forger.

use crate::jwt::Flaw;

/// Why an assertion signs nobody in. `Display` is for the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each reason stands beside its sentence")]
pub enum Reason {
    #[error("the parameter jwt is missing")]
    TokenMissing,
    #[error("the token is larger than 8 KiB")]
    TokenTooLarge,
    #[error("the token is not three parts in base64url without padding")]
    TokenMalformed,
    #[error("the header is not an object with alg, or says something twice")]
    HeaderMalformed,
    #[error("the header's typ is not JWT")]
    TypeUnsupported,
    #[error("the header has crit, and no extension is understood here")]
    CriticalUnsupported,
    #[error("the account has no key that counts: add one")]
    NoKey,
    #[error("the account has no key by the header's kid")]
    KeyUnknown,
    #[error("the key by the header's kid has ended")]
    KeyExpired,
    #[error("the header's alg is not the algorithm of the key by its kid or, without a kid, of any key that counts")]
    AlgorithmWrong,
    #[error("the signature is not that of the key by the header's kid or, without a kid, of any key that counts")]
    SignatureWrong,
    #[error("the claims are not an object, or say something twice")]
    ClaimsMalformed,
    #[error("aud is missing: it has to be the account's issuer")]
    AudienceMissing,
    #[error("aud is not the account's issuer")]
    AudienceWrong,
    #[error("iat is missing, or not a number of seconds")]
    IssuedAtMissing,
    #[error("iat is more than 60 seconds ahead: look at the clocks")]
    IssuedInFuture,
    #[error("iat is more than 3 minutes ago")]
    IssuedTooLongAgo,
    #[error("exp or nbf is not a number of seconds")]
    TimesMalformed,
    #[error("exp has passed")]
    Expired,
    #[error("nbf has not come")]
    NotYetValid,
    #[error("jti is missing, or not a text")]
    JtiMissing,
    #[error("jti has more than 255 characters")]
    JtiTooLong,
    #[error("email is missing, or not one address")]
    EmailMalformed,
    #[error("name is not a line of at most 255 characters")]
    NameMalformed,
    #[error("external_id is not a line of at most 255 characters")]
    ExternalIdMalformed,
    #[error("role is not end-user, agent or admin")]
    RoleUnknown,
    #[error("jti has signed somebody in before")]
    Replayed,
    #[error("an admin, or a role that would make one or unmake one, and the account's sso_admins is off")]
    AdminNotAllowed,
    #[error("the user is suspended")]
    UserSuspended,
    #[error("the user is deleted")]
    UserDeleted,
    #[error("the address belongs to a user with another external_id")]
    EmailOfAnotherUser,
}

impl Reason {
    /// The word in the log: `issued_too_long_ago`.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl From<Flaw> for Reason {
    fn from(flaw: Flaw) -> Self {
        match flaw {
            Flaw::TooLarge => Self::TokenTooLarge,
            Flaw::Shape => Self::TokenMalformed,
            Flaw::Header => Self::HeaderMalformed,
            Flaw::Type => Self::TypeUnsupported,
            Flaw::Critical => Self::CriticalUnsupported,
            Flaw::Algorithm => Self::AlgorithmWrong,
            Flaw::Signature => Self::SignatureWrong,
            Flaw::Claims => Self::ClaimsMalformed,
        }
    }
}
