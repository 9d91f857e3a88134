DROP TABLE sso_assertions;
DROP TABLE sso_keys;
