-- The steps, by their whole names, that a build has to know to serve this database: written by steps that take something
-- away, never deleted. A build that finds one that it does not know does not start.
CREATE TABLE needed_steps (
    step TEXT NOT NULL PRIMARY KEY
);
