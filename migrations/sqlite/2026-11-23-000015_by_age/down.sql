CREATE TABLE access_tokens_by_tenant (
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
    ends_at BIGINT NOT NULL DEFAULT 9223372036854775807,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
INSERT INTO access_tokens_by_tenant SELECT * FROM access_tokens ORDER BY tenant_id, id;
DROP TABLE access_tokens;
ALTER TABLE access_tokens_by_tenant RENAME TO access_tokens;
CREATE UNIQUE INDEX access_tokens_by_digest ON access_tokens (tenant_id, digest);
CREATE INDEX access_tokens_by_end ON access_tokens (tenant_id, ends_at, id);
CREATE INDEX access_tokens_by_client ON access_tokens (tenant_id, client_tenant_id, client_id, ends_at, id);
CREATE INDEX access_tokens_by_user ON access_tokens (tenant_id, user_id, ends_at, id);

CREATE TABLE refresh_tokens_by_tenant (
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
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
INSERT INTO refresh_tokens_by_tenant SELECT * FROM refresh_tokens ORDER BY tenant_id, id;
DROP TABLE refresh_tokens;
ALTER TABLE refresh_tokens_by_tenant RENAME TO refresh_tokens;
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (tenant_id, digest);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

CREATE TABLE authorization_codes_by_tenant (
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
    PRIMARY KEY (tenant_id, digest)
) WITHOUT ROWID;
INSERT INTO authorization_codes_by_tenant SELECT * FROM authorization_codes ORDER BY tenant_id, digest;
DROP TABLE authorization_codes;
ALTER TABLE authorization_codes_by_tenant RENAME TO authorization_codes;
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);
