ALTER TABLE audit_events DROP COLUMN actor_external_id;
ALTER TABLE audit_events DROP COLUMN source_external_id;
