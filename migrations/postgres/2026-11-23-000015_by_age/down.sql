ALTER TABLE access_tokens DROP CONSTRAINT access_tokens_pkey, ADD PRIMARY KEY (tenant_id, id);
DROP INDEX access_tokens_by_digest;
CREATE UNIQUE INDEX access_tokens_by_digest ON access_tokens (tenant_id, digest);

ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_pkey, ADD PRIMARY KEY (tenant_id, id);
DROP INDEX refresh_tokens_by_digest;
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (tenant_id, digest);

ALTER TABLE authorization_codes DROP CONSTRAINT authorization_codes_pkey, ADD PRIMARY KEY (tenant_id, digest);
