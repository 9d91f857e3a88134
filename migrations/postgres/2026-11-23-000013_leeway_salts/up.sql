-- What the pairs are derived with that a repeated refresh is to get again: one salt for each ten seconds, of the platform.
-- refresh_retries had one for each refresh; nobody writes or reads it any more, and the release after the first drops it.
CREATE TABLE leeway_salts (
    tenant_id BIGINT NOT NULL,
    span BIGINT NOT NULL,
    salt BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, span)
);
DELETE FROM refresh_retries;
