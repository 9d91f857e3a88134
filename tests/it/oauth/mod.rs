//! What third-party applications and resource servers are promised.

mod token_authorization_code;
