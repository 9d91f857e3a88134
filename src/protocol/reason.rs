//! Why a request was refused: for the log, and as a hint for the developer who registered the client.
//!
//! Each reason stands beside its hint, and [`Reason::code`] is the one place that says which code of RFC 6749 it
//! becomes. A hint says what to do. It never repeats a secret, and what a client may not know (that a
//! code or token exists for somebody else) sounds like what does not exist. What was sent is repeated
//! only by `shown`, in characters that no page and no log can stumble over.

use super::grant_type::GrantType;
use super::refusal::ErrorCode;

/// Why a request was refused. `Display` is the hint, [`Reason::name`] the word in the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "each reason stands beside its sentence")]
pub enum Reason {
    // The request as such.
    #[error("The parameters are not valid UTF-8 text.")]
    BodyNotText,
    #[error("The body is not a JSON object.")]
    BodyNotJson,
    #[error("The body is larger than 64 KiB.")]
    BodyTooLarge,
    #[error(
        "The body did not come as its Content-Length or Transfer-Encoding says: it broke off, or its chunks are malformed."
    )]
    BodyBroken,
    #[error("The JSON body is nested more than 8 levels deep.")]
    BodyTooDeep,
    #[error("Send the body as application/x-www-form-urlencoded or application/json.")]
    ContentTypeUnsupported,
    #[error("Send the body as it is, without Content-Encoding.")]
    ContentEncoded,
    #[error("There are more than 100 parameters.")]
    TooManyParameters,
    #[error("The parameter {0} is missing.")]
    ParameterMissing(&'static str),
    #[error("The parameter {0} is there more than once.")]
    ParameterRepeated(&'static str),
    #[error("The parameter {0} has to be a text in UTF-8, not a list or an object.")]
    ParameterNotText(&'static str),
    #[error("The parameter {parameter} has to be a whole number of seconds from {min} to {max}.")]
    LifetimeOutOfBounds { parameter: &'static str, min: i64, max: i64 },

    // The authorization request.
    #[error("The client has no redirect URI or several, so redirect_uri has to say which.")]
    RedirectUriMissing,
    #[error("redirect_uri is not registered for this client; it has to be the same string, to the last character.")]
    RedirectUriUnregistered,
    #[error("The parameter response_type is missing; it has to be code.")]
    ResponseTypeMissing,
    #[error("response_type has to be code.")]
    ResponseTypeUnsupported,
    #[error("The request is longer than 8192 characters, so it would not survive sign-in; send a shorter state.")]
    RequestTooLong,
    #[error("code_challenge is missing; PKCE (RFC 7636) with S256 is what is needed here.")]
    ChallengeMissing,
    #[error("code_challenge_method is missing; it has to be S256.")]
    ChallengeMethodMissing,
    #[error("code_challenge_method has to be S256.")]
    ChallengeMethodUnsupported,
    #[error("code_challenge has to be the 43 characters of base64url(SHA-256(code_verifier)), without padding.")]
    ChallengeMalformed,
    #[error("")]
    Denied,
    #[error("The account does not let this person connect applications.")]
    UserMayNotAuthorize,
    #[error("This person has to verify the e-mail address first.")]
    UserUnverified,

    // Who is asking.
    #[error("There is no client with this identifier in this account.")]
    ClientUnknown,
    #[error("There is no client with this identifier; client_id is the identifier of the client, not its number.")]
    ClientIdentifierIsNumber,
    #[error("The client is deactivated; an admin of the account can activate it again.")]
    ClientInactive,
    #[error("The account has blocked this client.")]
    ClientBlocked,
    #[error("The request says nothing about the client: send client_id, and client_secret if it has one.")]
    CredentialsMissing,
    #[error("The Authorization header and the body name different clients or secrets; send them in one place.")]
    CredentialsDisagree,
    #[error("The Authorization header is not Basic with base64 of client_id:client_secret.")]
    AuthorizationMalformed,
    #[error("The Authorization header has to use the Basic scheme here.")]
    AuthorizationSchemeUnsupported,
    #[error("This client is confidential: send its client_secret.")]
    SecretMissing,
    #[error("The client_secret is not right, or no longer valid.")]
    SecretWrong,
    #[error("This client is public and has no secret: leave client_secret out.")]
    SecretOfPublicClient,
    #[error("The credentials are not those of a resource server or client of this account.")]
    CallerUnknown,

    // The grants.
    #[error("The parameter grant_type is missing from the body; the query string is not read.")]
    GrantTypeMissing,
    #[error("The body looks like JSON and was sent as a form; send it with the content type application/json.")]
    JsonSentAsForm,
    #[error("grant_type has to be {}.", either(&GrantType::words()))]
    GrantTypeUnsupported,
    #[error("The account does not accept connections from applications; an admin can turn this on.")]
    OauthAccessOff,
    #[error("Public clients may not use this grant type.")]
    PublicClientMayNot,
    #[error("No service account has been set for this client; an admin of the account can set one.")]
    ServiceAccountMissing,
    #[error(
        "The user whom this client acts as is suspended, not verified, or gone; an admin of the account can name another."
    )]
    ServiceAccountInactive,
    #[error("The token was issued to another client.")]
    TokenOfAnotherClient,

    // The authorization code.
    #[error("The code is not valid; it may have been used, or have expired 120 seconds after it was issued.")]
    CodeUnknown,
    #[error("The code has expired; exchange it within 120 seconds.")]
    CodeExpired,
    #[error("The code has already been used, so everything that it brought is revoked; start again.")]
    CodeReplayed,
    #[error("{}", Self::CodeUnknown)]
    CodeOfAnotherClient,
    #[error("redirect_uri is not the one of the authorization request.")]
    RedirectUriMismatch,
    #[error("code_verifier is missing: the authorization request had a code_challenge.")]
    VerifierMissing,
    #[error("code_verifier has to be 43 to 128 letters, digits or -._~ characters.")]
    VerifierMalformed,
    #[error("code_verifier does not belong to the code_challenge.")]
    VerifierWrong,
    #[error("code_verifier was sent, but the authorization request had no code_challenge.")]
    VerifierUnasked,

    // The refresh token, and the family that it belongs to.
    #[error("The refresh token is not valid; ask the person again.")]
    RefreshUnknown,
    #[error("The refresh token has expired; ask the person again.")]
    RefreshExpired,
    #[error("The refresh token had already been used, so all tokens of this connection are revoked; ask again.")]
    RefreshReused,
    #[error("The refresh token had been replaced, so all tokens of this connection are revoked; ask again.")]
    RefreshSuperseded,
    #[error("The refresh token has been used, and its successor too: use the newest one.")]
    RefreshSuccessorUsed,
    #[error("{}", Self::RefreshUnknown)]
    RefreshOfAnotherClient,
    #[error("The access has been revoked; ask the person again.")]
    FamilyRevoked,
    #[error("The client is deactivated.")]
    GrantClientInactive,
    #[error("The person who granted the access is suspended, not verified, or gone.")]
    UserInactive,
    #[error("The account is not active.")]
    TenantInactive,

    // The scope.
    #[error("A scope is words of printable ASCII without quotes and backslashes, separated by spaces.")]
    ScopeMalformed,
    #[error("The scope {} does not exist here; scopes are separated by spaces.", shown(.0))]
    ScopeUnknown(String),
    #[error("The scope {} is not among the allowed scopes of this client.", shown(.0))]
    ScopeNotAllowed(String),
    #[error("The scope {} is beyond the role of this person.", shown(.0))]
    ScopeAboveRole(String),
    #[error("The scope {} was not granted.", shown(.0))]
    ScopeNotGranted(String),
    #[error("There is no scope that could be granted; ask for one.")]
    ScopeEmpty,
    #[error("This repeats a refresh whose answer had another scope; leave scope out.")]
    ScopeOfRetry,

    // Not the client's fault.
    #[error("Something failed here. It was logged.")]
    Defect,
    #[error("Try again after the seconds that Retry-After gives.")]
    Overloaded,
    #[error("There were too many attempts. Try again after the seconds that Retry-After gives.")]
    TooManyAttempts,
}

impl Reason {
    /// The code that a client gets for this reason.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::BodyNotText | Self::BodyNotJson | Self::BodyTooDeep => ErrorCode::InvalidRequest,
            Self::ContentTypeUnsupported | Self::ContentEncoded => ErrorCode::InvalidRequest,
            Self::TooManyParameters | Self::ParameterMissing(_) | Self::ParameterRepeated(_) => {
                ErrorCode::InvalidRequest
            }
            Self::ParameterNotText(_) | Self::GrantTypeMissing | Self::JsonSentAsForm => ErrorCode::InvalidRequest,
            Self::LifetimeOutOfBounds { .. } | Self::BodyTooLarge | Self::BodyBroken => ErrorCode::InvalidRequest,
            Self::RedirectUriMissing | Self::RedirectUriUnregistered => ErrorCode::InvalidRequest,
            Self::ChallengeMissing | Self::ChallengeMalformed => ErrorCode::InvalidRequest,
            // RFC 7636 §4.4.1: also for a transformation that the server does not support.
            Self::ChallengeMethodMissing | Self::ChallengeMethodUnsupported => ErrorCode::InvalidRequest,
            // RFC 6749 §5.2: "utilizes more than one mechanism for authenticating the client".
            Self::CredentialsDisagree | Self::ResponseTypeMissing | Self::RequestTooLong => ErrorCode::InvalidRequest,
            Self::ClientUnknown | Self::ClientIdentifierIsNumber | Self::CallerUnknown => ErrorCode::InvalidClient,
            Self::CredentialsMissing | Self::AuthorizationMalformed => ErrorCode::InvalidClient,
            Self::AuthorizationSchemeUnsupported | Self::SecretMissing => ErrorCode::InvalidClient,
            Self::SecretWrong | Self::SecretOfPublicClient => ErrorCode::InvalidClient,
            Self::CodeUnknown | Self::CodeExpired | Self::CodeReplayed => ErrorCode::InvalidGrant,
            Self::CodeOfAnotherClient | Self::RedirectUriMismatch => ErrorCode::InvalidGrant,
            // RFC 7636 §4.6.
            Self::VerifierMissing | Self::VerifierMalformed => ErrorCode::InvalidGrant,
            Self::VerifierWrong | Self::VerifierUnasked => ErrorCode::InvalidGrant,
            Self::RefreshUnknown | Self::RefreshExpired | Self::RefreshReused => ErrorCode::InvalidGrant,
            Self::RefreshSuperseded | Self::RefreshSuccessorUsed => ErrorCode::InvalidGrant,
            Self::RefreshOfAnotherClient | Self::FamilyRevoked => ErrorCode::InvalidGrant,
            Self::GrantClientInactive | Self::UserInactive | Self::TenantInactive => ErrorCode::InvalidGrant,
            Self::ClientInactive | Self::ClientBlocked | Self::OauthAccessOff => ErrorCode::UnauthorizedClient,
            Self::PublicClientMayNot | Self::TokenOfAnotherClient => ErrorCode::UnauthorizedClient,
            Self::ServiceAccountMissing | Self::ServiceAccountInactive => ErrorCode::UnauthorizedClient,
            Self::GrantTypeUnsupported => ErrorCode::UnsupportedGrantType,
            Self::ResponseTypeUnsupported => ErrorCode::UnsupportedResponseType,
            Self::ScopeMalformed | Self::ScopeUnknown(_) | Self::ScopeNotAllowed(_) => ErrorCode::InvalidScope,
            Self::ScopeAboveRole(_) | Self::ScopeNotGranted(_) => ErrorCode::InvalidScope,
            Self::ScopeEmpty | Self::ScopeOfRetry => ErrorCode::InvalidScope,
            Self::Denied | Self::UserMayNotAuthorize | Self::UserUnverified => ErrorCode::AccessDenied,
            Self::Defect => ErrorCode::ServerError,
            Self::Overloaded | Self::TooManyAttempts => ErrorCode::TemporarilyUnavailable,
        }
    }

    /// The word in the log: `code_replayed`.
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// The hint for the client's developer: a sentence that says what to do; empty where the code says all.
    pub fn detail(&self) -> String {
        self.to_string()
    }
}

/// `a, b or c`.
fn either(words: &[&str]) -> String {
    match words {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        words => words.concat(),
    }
}

/// A word that was sent, as it may be repeated: 64 characters at most, and of those only letters, digits
/// and `._:/-,+`.
fn shown(word: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._:/-,+".contains(c) { c } else { '?' };
    let mut shown: String = word.chars().take(64).map(safe).collect();
    if word.chars().nth(64).is_some() {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_reason_has_a_name_of_its_own_and_every_code_a_reason() {
        let names: HashSet<&str> = Reason::iter().map(|reason| reason.name()).collect();
        assert_eq!(names.len(), Reason::iter().count());
        let codes: HashSet<ErrorCode> = Reason::iter().map(|reason| reason.code()).collect();
        assert_eq!(codes, ErrorCode::iter().collect());
        assert_eq!(Reason::CodeReplayed.name(), "code_replayed");
    }

    #[test]
    fn what_belongs_to_another_client_sounds_like_what_does_not_exist() {
        for (theirs, none) in [
            (Reason::CodeOfAnotherClient, Reason::CodeUnknown),
            (Reason::RefreshOfAnotherClient, Reason::RefreshUnknown),
        ] {
            assert_eq!((theirs.code(), theirs.detail()), (none.code(), none.detail()));
            assert_ne!(theirs.name(), none.name());
        }
    }

    #[test]
    fn every_hint_is_a_sentence() {
        for reason in Reason::iter().filter(|reason| *reason != Reason::Denied) {
            assert!(reason.detail().ends_with('.'), "{}", reason.name());
        }
    }

    #[test]
    fn a_word_that_was_sent_is_repeated_only_in_harmless_characters() {
        assert_eq!(shown("https://example.com/auth:read"), "https://example.com/auth:read");
        assert_eq!(shown("read,write+offline"), "read,write+offline");
        assert_eq!(shown("<script>é"), "?script??");
        assert_eq!(shown(&"a".repeat(65)), format!("{}...", "a".repeat(64)));
    }
}
