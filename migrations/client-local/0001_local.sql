-- What the desktop must not lose. Times are UTC microseconds. Sealed columns are encrypted with the key beside the file.

-- Requests to the registry, stored before the person is told anything.
CREATE TABLE outbox (
    id         BLOB PRIMARY KEY,
    created_at INTEGER NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('queued', 'confirmed', 'refused')),
    -- The request, sealed.
    request    BLOB    NOT NULL,
    -- The registry's answer, sealed.
    answer     BLOB,
    attempts   INTEGER NOT NULL DEFAULT 0,
    -- A person has dealt with the refusal.
    dismissed  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_state ON outbox (state, created_at);

-- Things to know. The id makes each of them exist once, however often it is heard of.
CREATE TABLE notice (
    id      TEXT PRIMARY KEY,
    kind    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    service TEXT    NOT NULL,
    subject TEXT,
    read    INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Events up to this number of this registry database have become notices.
CREATE TABLE heard (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    epoch BLOB    NOT NULL,
    seq   INTEGER NOT NULL
) STRICT;
