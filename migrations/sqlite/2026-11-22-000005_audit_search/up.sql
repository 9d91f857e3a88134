-- What the audit log is searched by, beside time and source.
CREATE INDEX audit_events_by_actor ON audit_events (tenant_id, actor_id, created_at, id);
CREATE INDEX audit_events_by_action ON audit_events (tenant_id, action, created_at, id);
CREATE INDEX audit_events_by_address ON audit_events (tenant_id, ip_address, created_at, id);
