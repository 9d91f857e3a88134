-- What a client holds at a tenant: its families, and the tokens that stand for themselves.
CREATE INDEX token_families_by_client ON token_families (tenant_id, client_tenant_id, client_id, created_at, id);
CREATE INDEX access_tokens_held ON access_tokens (tenant_id, client_tenant_id, client_id, family_id, expires_at);
