DROP TABLE client_proposals;
CREATE TABLE client_proposals (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_id)
) WITHOUT ROWID;
CREATE INDEX client_proposals_by_created ON client_proposals (created_at, tenant_id, client_id);
