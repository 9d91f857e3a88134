-- Codes and refresh tokens name their family and do not hold it: an index less for each refresh to write, and no look at
-- the family for each row. A family outlives the last of them anyway.
ALTER TABLE authorization_codes DROP CONSTRAINT authorization_codes_tenant_id_family_id_fkey;
DROP INDEX authorization_codes_by_family;
ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_tenant_id_family_id_fkey;
DROP INDEX refresh_tokens_by_family;

-- Access tokens are swept by the index that lists them (access_tokens_by_end).
DROP INDEX access_tokens_by_expiry;
