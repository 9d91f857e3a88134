-- How the digests were made that a tenant has brought from elsewhere: the scheme, and a key that is sealed.
CREATE TABLE imports (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id BIGINT NOT NULL,
    scheme TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    sealed_key BLOB,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX imports_by_scheme ON imports (tenant_id, scheme, fingerprint);

-- What was brought already, also if it was changed or deleted since: it is not brought twice.
CREATE TABLE imported (
    tenant_id BIGINT NOT NULL,
    digest BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, digest)
) WITHOUT ROWID;
