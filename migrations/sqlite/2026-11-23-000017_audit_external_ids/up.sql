-- What the vendor calls whoever did it, and whom or what it was done to, at that time. Without one: not a person or an
-- account, one that the vendor gave no name, or an event from before.
ALTER TABLE audit_events ADD COLUMN actor_external_id TEXT;
ALTER TABLE audit_events ADD COLUMN source_external_id TEXT;
