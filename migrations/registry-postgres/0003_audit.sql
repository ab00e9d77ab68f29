-- Who did what to whose data. Entries are only ever added: each one's hash covers the one before it.
-- One chain a facility, and chain 0 for whatever no facility does.
CREATE TABLE audit (
    chain   BIGINT NOT NULL,
    -- From 1 without gaps.
    number  BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    actor   TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    -- Keyed pseudonym of the person; NULL when the entry is about nobody, or about a list of people.
    subject BYTEA,
    -- Id of the term, visit or waiting entry.
    object  TEXT,
    -- How many people's data were read or changed.
    persons BIGINT NOT NULL,
    -- What happened, or the code of the refusal.
    outcome TEXT    NOT NULL,
    -- Version of the rules in force.
    rules   BIGINT NOT NULL,
    hash    BYTEA    NOT NULL,
    PRIMARY KEY (chain, number)
);
-- What a person may see about themselves.
CREATE INDEX audit_subject ON audit (subject, at) WHERE subject IS NOT NULL;

-- The end of each chain: a missing last entry shows. Its row is locked by whoever adds to the chain.
CREATE TABLE audit_head (
    chain   BIGINT PRIMARY KEY,
    entries BIGINT NOT NULL,
    hash    BYTEA    NOT NULL
);
