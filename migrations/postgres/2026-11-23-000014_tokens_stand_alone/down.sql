CREATE INDEX access_tokens_by_expiry ON access_tokens (expires_at);
CREATE INDEX authorization_codes_by_family ON authorization_codes (tenant_id, family_id);
ALTER TABLE authorization_codes ADD CONSTRAINT authorization_codes_tenant_id_family_id_fkey
    FOREIGN KEY (tenant_id, family_id) REFERENCES token_families (tenant_id, id);
CREATE INDEX refresh_tokens_by_family ON refresh_tokens (tenant_id, family_id);
ALTER TABLE refresh_tokens ADD CONSTRAINT refresh_tokens_tenant_id_family_id_fkey
    FOREIGN KEY (tenant_id, family_id) REFERENCES token_families (tenant_id, id);
