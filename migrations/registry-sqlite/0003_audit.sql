-- Who did what to whose data. Entries are only ever added: each one's hash covers the one before it.
-- One chain a facility, and chain 0 for whatever no facility does.
CREATE TABLE audit (
    chain   INTEGER NOT NULL,
    -- From 1 without gaps.
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    -- Keyed pseudonym of the person; NULL when the entry is about nobody, or about a list of people.
    subject BLOB,
    -- Id of the term, visit or waiting entry.
    object  TEXT,
    -- How many people's data were read or changed.
    persons INTEGER NOT NULL,
    -- What happened, or the code of the refusal.
    outcome TEXT    NOT NULL,
    -- Version of the rules in force.
    rules   INTEGER NOT NULL,
    hash    BLOB    NOT NULL,
    PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;
-- What a person may see about themselves.
CREATE INDEX audit_subject ON audit (subject, at) WHERE subject IS NOT NULL;

-- The end of each chain: a missing last entry shows. Its row is locked by whoever adds to the chain.
CREATE TABLE audit_head (
    chain   INTEGER PRIMARY KEY,
    entries INTEGER NOT NULL,
    hash    BLOB    NOT NULL
) STRICT;
