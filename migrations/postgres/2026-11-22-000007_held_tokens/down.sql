DROP INDEX token_families_by_client;
DROP INDEX access_tokens_held;
