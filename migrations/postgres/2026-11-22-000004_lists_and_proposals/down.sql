DROP TABLE client_proposals;
DROP TABLE misdirected_clients;
DROP INDEX clients_by_identifier_anywhere;
DROP INDEX clients_by_name;
DROP INDEX access_tokens_by_user;
DROP INDEX access_tokens_by_client;
DROP INDEX access_tokens_by_end;
ALTER TABLE access_tokens DROP COLUMN ends_at;
