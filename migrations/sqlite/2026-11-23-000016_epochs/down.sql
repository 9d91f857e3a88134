DROP TABLE tenant_epochs;
