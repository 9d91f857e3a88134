-- Codes and refresh tokens name their family and do not hold it: an index less for each refresh to write, and no look at
-- the family for each row. A family outlives the last of them anyway.
CREATE TABLE authorization_codes_alone (
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
INSERT INTO authorization_codes_alone SELECT * FROM authorization_codes;
DROP TABLE authorization_codes;
ALTER TABLE authorization_codes_alone RENAME TO authorization_codes;
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (expires_at);

CREATE TABLE refresh_tokens_alone (
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
INSERT INTO refresh_tokens_alone SELECT * FROM refresh_tokens;
DROP TABLE refresh_tokens;
ALTER TABLE refresh_tokens_alone RENAME TO refresh_tokens;
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (tenant_id, digest);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);

-- Access tokens are swept by the index that lists them (access_tokens_by_end).
DROP INDEX access_tokens_by_expiry;
