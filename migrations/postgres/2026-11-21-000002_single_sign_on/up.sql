-- The keys with which a vendor signs people in: a secret of both sides, sealed, or a public key.
CREATE TABLE sso_keys (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    kid TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    sealed_secret BYTEA,
    public_key BYTEA,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX sso_keys_by_kid ON sso_keys (tenant_id, kid);
CREATE INDEX sso_keys_by_expiry ON sso_keys (expires_at);

-- The assertions that have signed somebody in, until they would be too old to do it again.
CREATE TABLE sso_assertions (
    tenant_id BIGINT NOT NULL,
    digest BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, digest)
);
CREATE INDEX sso_assertions_by_expiry ON sso_assertions (expires_at);
