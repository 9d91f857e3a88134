-- Where a tenant is told what its sunset of API tokens does, and the secret that signs it, sealed.
CREATE TABLE webhooks (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    url TEXT NOT NULL,
    sealed_secret BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id)
) WITHOUT ROWID;

-- What is still to be told there, until it was taken or is given up.
CREATE TABLE webhook_deliveries (
    tenant_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    body TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;
CREATE INDEX webhook_deliveries_by_next ON webhook_deliveries (next_at);
CREATE INDEX webhook_deliveries_by_expiry ON webhook_deliveries (expires_at);
