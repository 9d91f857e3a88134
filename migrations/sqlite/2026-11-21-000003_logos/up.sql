-- Uploaded pictures, decoded and encoded anew; the id is the digest of the content.
CREATE TABLE logos (
    tenant_id BIGINT NOT NULL REFERENCES tenants (id),
    id TEXT NOT NULL,
    picture BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) WITHOUT ROWID;

ALTER TABLE tenants ADD COLUMN logo_id TEXT;
