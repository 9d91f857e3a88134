-- Which event of the audit log counts what repeats until ends_at: subject is the digest of who does what to what, from which
-- network. Written by record_folded only; an event is found by it, and nothing is lost with a row.
CREATE TABLE folded_events (
    tenant_id BIGINT NOT NULL,
    subject BLOB NOT NULL,
    event_id BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    PRIMARY KEY (tenant_id, subject)
) WITHOUT ROWID;
CREATE INDEX folded_events_by_end ON folded_events (ends_at);
