-- Which epoch each tenant is in (0: the platform, which is everyone's): a change of it, its clients, users or resource servers
-- begins another, so that nodes know whether what they remember of it is true. Without a row: 0. Written and read on PostgreSQL
-- alone; no foreign key, which would make the last statement of a transaction wait for a row of somebody else.
CREATE TABLE tenant_epochs (
    tenant_id BIGINT NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
);
