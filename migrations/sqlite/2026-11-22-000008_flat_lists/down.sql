CREATE INDEX access_tokens_held ON access_tokens (tenant_id, client_tenant_id, client_id, family_id, expires_at);
DROP INDEX consents_by_client;
DROP INDEX users_by_name;
