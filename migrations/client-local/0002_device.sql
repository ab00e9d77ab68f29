-- This machine's key with what the registry said about it, and the key of an enrolment under way; both sealed.
-- One machine, one registry, one row.
CREATE TABLE device (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    sealed  BLOB,
    attempt BLOB,
    -- Number of its last request that changed something; never used twice.
    count   INTEGER NOT NULL
) STRICT;
