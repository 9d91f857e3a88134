-- Ids are made by the application (blocks taken from id_blocks), times are microseconds since 1970 (UTC),
-- digests are 32 bytes, lists and scopes are words separated by spaces. See migrations/README.md.

CREATE TABLE id_blocks (
    name TEXT NOT NULL PRIMARY KEY,
    next_id BIGINT NOT NULL
);
INSERT INTO id_blocks (name, next_id) VALUES ('ids', 1001);

CREATE TABLE IF NOT EXISTS leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE platform_settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE tenants (
    id BIGINT NOT NULL PRIMARY KEY,
    subdomain TEXT NOT NULL,
    external_id TEXT,
    name TEXT NOT NULL,
    active BOOLEAN NOT NULL,
    oauth_access BOOLEAN NOT NULL,
    api_token_access BOOLEAN NOT NULL,
    settings TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX tenants_by_subdomain ON tenants (subdomain);
CREATE UNIQUE INDEX tenants_by_external_id ON tenants (external_id);
INSERT INTO tenants (id, subdomain, name, active, oauth_access, api_token_access, settings, created_at, updated_at)
VALUES (0, '', 'Platform', TRUE, FALSE, FALSE, '{}', 0, 0);

CREATE TABLE users (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    external_id TEXT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    verified BOOLEAN NOT NULL,
    suspended BOOLEAN NOT NULL,
    locale TEXT,
    time_zone TEXT,
    password TEXT,
    password_changed_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX users_by_email ON users (tenant_id, email_key);
CREATE UNIQUE INDEX users_by_external_id ON users (tenant_id, external_id);
CREATE INDEX users_by_created ON users (tenant_id, created_at, id);

CREATE TABLE sessions (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    ip_address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_digest ON sessions (tenant_id, digest);
CREATE INDEX sessions_by_user ON sessions (tenant_id, user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE sign_in_links (
    tenant_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, digest),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX sign_in_links_by_user ON sign_in_links (tenant_id, user_id);
CREATE INDEX sign_in_links_by_expiry ON sign_in_links (expires_at);

CREATE TABLE login_attempts (
    tenant_id BIGINT NOT NULL,
    subject BLOB NOT NULL,
    window_ends_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
) WITHOUT ROWID;
CREATE INDEX login_attempts_by_window ON login_attempts (window_ends_at);

CREATE TABLE clients (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    description TEXT NOT NULL,
    logo_id TEXT,
    kind TEXT NOT NULL,
    owner_id BIGINT,
    service_account_id BIGINT,
    allowed_scopes TEXT,
    access_token_lifetime BIGINT,
    refresh_token_lifetime BIGINT,
    access_token_never_expires BOOLEAN NOT NULL,
    sends_issuer BOOLEAN NOT NULL,
    active BOOLEAN NOT NULL,
    used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    deleted_at BIGINT,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX clients_by_identifier ON clients (tenant_id, identifier);
CREATE INDEX clients_by_created ON clients (tenant_id, created_at, id);

CREATE TABLE redirect_uris (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    position INTEGER NOT NULL,
    uri TEXT NOT NULL,
    PRIMARY KEY (tenant_id, client_id, position),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) WITHOUT ROWID;

CREATE TABLE client_secrets (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    salt TEXT,
    digest BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant_id, client_id, id),
    FOREIGN KEY (tenant_id, client_id) REFERENCES clients (tenant_id, id)
) WITHOUT ROWID;

-- What one tenant has decided about a global client, which itself belongs to tenant 0.
CREATE TABLE global_client_settings (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    service_account_id BIGINT,
    blocked_at BIGINT,
    PRIMARY KEY (tenant_id, client_id)
) WITHOUT ROWID;

CREATE TABLE resource_servers (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    name TEXT NOT NULL,
    resources TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX resource_servers_by_identifier ON resource_servers (tenant_id, identifier);

CREATE TABLE resource_server_secrets (
    tenant_id BIGINT NOT NULL,
    resource_server_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    hint TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant_id, resource_server_id, id),
    FOREIGN KEY (tenant_id, resource_server_id) REFERENCES resource_servers (tenant_id, id)
) WITHOUT ROWID;

CREATE TABLE consents (
    tenant_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    client_tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, user_id, client_tenant_id, client_id, redirect_uri),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) WITHOUT ROWID;

-- The unit of life and death: everything that one authorization brought. It names its live pair.
CREATE TABLE token_families (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    client_tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    access_token_id BIGINT,
    refresh_token_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    revoked_reason TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX token_families_by_user ON token_families (tenant_id, user_id, client_tenant_id, client_id);
CREATE INDEX token_families_by_expiry ON token_families (expires_at);

CREATE TABLE authorization_codes (
    tenant_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    family_id BIGINT NOT NULL,
    client_tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    redirect_uri TEXT NOT NULL,
    scopes TEXT NOT NULL,
    challenge TEXT,
    audience TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    PRIMARY KEY (tenant_id, digest),
    FOREIGN KEY (tenant_id, family_id) REFERENCES token_families (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX authorization_codes_by_family ON authorization_codes (tenant_id, family_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE access_tokens (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    hint TEXT NOT NULL,
    family_id BIGINT,
    client_tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    scopes TEXT NOT NULL,
    audience TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    used_at BIGINT,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX access_tokens_by_digest ON access_tokens (tenant_id, digest);
CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);

CREATE TABLE refresh_tokens (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    hint TEXT NOT NULL,
    family_id BIGINT NOT NULL,
    access_token_id BIGINT NOT NULL,
    successor_id BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    redeemed_at BIGINT,
    superseded_at BIGINT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, family_id) REFERENCES token_families (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (tenant_id, digest);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (tenant_id, family_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

-- The salts of the refresh tokens that are within their leeway, and of no other.
CREATE TABLE refresh_retries (
    tenant_id BIGINT NOT NULL,
    refresh_token_id BIGINT NOT NULL,
    salt BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, refresh_token_id)
) WITHOUT ROWID;
CREATE INDEX refresh_retries_by_expiry ON refresh_retries (expires_at);

CREATE TABLE audit_events (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    action TEXT NOT NULL,
    actor_type TEXT NOT NULL,
    actor_id BIGINT,
    actor_name TEXT NOT NULL,
    source_type TEXT NOT NULL,
    source_id BIGINT,
    source_label TEXT NOT NULL,
    details TEXT NOT NULL,
    ip_address TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX audit_events_by_created ON audit_events (tenant_id, created_at, id);
CREATE INDEX audit_events_by_source ON audit_events (tenant_id, source_type, source_id, created_at, id);
