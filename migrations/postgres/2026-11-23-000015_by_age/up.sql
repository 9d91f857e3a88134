-- Tokens and codes by their age, whosever they are: what is issued all day is written at the end of an index, not on a
-- page of its own for each account. Lists go by the indexes that begin with the account.
ALTER TABLE access_tokens DROP CONSTRAINT access_tokens_pkey, ADD PRIMARY KEY (id, tenant_id);
DROP INDEX access_tokens_by_digest;
CREATE UNIQUE INDEX access_tokens_by_digest ON access_tokens (digest, tenant_id);

ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_pkey, ADD PRIMARY KEY (id, tenant_id);
DROP INDEX refresh_tokens_by_digest;
CREATE UNIQUE INDEX refresh_tokens_by_digest ON refresh_tokens (digest, tenant_id);

ALTER TABLE authorization_codes DROP CONSTRAINT authorization_codes_pkey, ADD PRIMARY KEY (digest, tenant_id);
