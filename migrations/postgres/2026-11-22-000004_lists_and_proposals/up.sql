-- When a token and the refresh token beside it are both over (never: the greatest number): lists of tokens go by it,
-- so that those which are over cost nothing.
ALTER TABLE access_tokens ADD COLUMN ends_at BIGINT NOT NULL DEFAULT 9223372036854775807;
UPDATE access_tokens SET ends_at = COALESCE(
    revoked_at,
    (SELECT COALESCE(f.revoked_at, f.expires_at) FROM token_families f
        WHERE f.tenant_id = access_tokens.tenant_id AND f.id = access_tokens.family_id
        AND f.access_token_id = access_tokens.id),
    expires_at,
    9223372036854775807);
CREATE INDEX access_tokens_by_end ON access_tokens (tenant_id, ends_at, id);
CREATE INDEX access_tokens_by_client ON access_tokens (tenant_id, client_tenant_id, client_id, ends_at, id);
CREATE INDEX access_tokens_by_user ON access_tokens (tenant_id, user_id, ends_at, id);
CREATE INDEX clients_by_name ON clients (tenant_id, name, id);

-- Whose client an identifier may be that a tenant does not know.
CREATE INDEX clients_by_identifier_anywhere ON clients (identifier);

-- How often a tenant's client was used where there is no such client.
CREATE TABLE misdirected_clients (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_id)
);

-- Clients whose tenant would like them to work everywhere.
CREATE TABLE client_proposals (
    tenant_id BIGINT NOT NULL,
    client_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, client_id)
);
CREATE INDEX client_proposals_by_created ON client_proposals (created_at, tenant_id, client_id);
