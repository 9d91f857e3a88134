-- The legacy credential of a whole account: a digest, and what makes it safer if its account wants that.
CREATE TABLE api_tokens (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    hint TEXT NOT NULL,
    description TEXT NOT NULL,
    creator_id BIGINT,
    assigned_user_id BIGINT,
    scopes TEXT,
    allowed_ips TEXT,
    expires_at BIGINT,
    deactivated_at BIGINT,
    last_used_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX api_tokens_by_digest ON api_tokens (tenant_id, digest);
CREATE INDEX api_tokens_by_created ON api_tokens (tenant_id, created_at, id);

-- How many API tokens a tenant has, and how many it may have. A row is made with the first token.
CREATE TABLE api_token_counts (
    tenant_id BIGINT NOT NULL PRIMARY KEY REFERENCES tenants (id),
    tokens BIGINT NOT NULL,
    most BIGINT NOT NULL
) WITHOUT ROWID;

-- Who used an API token on one day, or tried to although it is deactivated: from where, and how often.
-- The digest is that of everything that tells one row from another.
CREATE TABLE api_token_usage (
    tenant_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    api_token_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    accepted BOOLEAN NOT NULL,
    user_id BIGINT,
    ip_address TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    path TEXT NOT NULL,
    calls BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, digest),
    FOREIGN KEY (tenant_id, api_token_id) REFERENCES api_tokens (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX api_token_usage_by_token ON api_token_usage (tenant_id, api_token_id, day);
CREATE INDEX api_token_usage_by_expiry ON api_token_usage (expires_at);

-- Which steps of a sunset were announced: the digest of token, step and day.
CREATE TABLE api_token_announcements (
    tenant_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, digest)
) WITHOUT ROWID;
CREATE INDEX api_token_announcements_by_expiry ON api_token_announcements (expires_at);
