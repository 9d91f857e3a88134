DROP TABLE folded_events;
