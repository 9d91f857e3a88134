-- What is older than an operator wants to keep, whosever it is.
CREATE INDEX audit_events_by_age ON audit_events (created_at);
