-- The table before it was never written to. Now a proposal keeps what became of it; one that the operator accepted
-- without being asked has nobody who proposed it.
DROP TABLE client_proposals;
CREATE TABLE client_proposals (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT,
    created_at BIGINT NOT NULL,
    decided_at BIGINT,
    reason TEXT,
    global_client_id BIGINT,
    PRIMARY KEY (tenant_id, client_id)
);
CREATE INDEX client_proposals_by_created ON client_proposals (decided_at, created_at, client_id);
