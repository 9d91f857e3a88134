CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);
CREATE TABLE authorization_codes_held (
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
INSERT INTO authorization_codes_held SELECT * FROM authorization_codes;
DROP TABLE authorization_codes;
ALTER TABLE authorization_codes_held RENAME TO authorization_codes;
CREATE INDEX authorization_codes_by_family ON authorization_codes (tenant_id, family_id);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE refresh_tokens_held (
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
INSERT INTO refresh_tokens_held SELECT * FROM refresh_tokens;
DROP TABLE refresh_tokens;
ALTER TABLE refresh_tokens_held RENAME TO refresh_tokens;
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (tenant_id, family_id);
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (tenant_id, digest);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);
