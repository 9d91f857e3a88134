ALTER TABLE tenants DROP COLUMN logo_id;
DROP TABLE logos;
