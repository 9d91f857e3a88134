-- People by name, and who has let an application in: lists and questions that went over whole accounts.
CREATE INDEX users_by_name ON users (tenant_id, name, id);
CREATE INDEX consents_by_client ON consents (tenant_id, client_tenant_id, client_id);
-- What a client holds is listed by its end (access_tokens_by_client); the second way of listing it is gone.
DROP INDEX access_tokens_held;
