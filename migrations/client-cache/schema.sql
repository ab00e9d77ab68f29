-- The cache of the desktop: public data only, may be deleted at any moment. It has no migrations: another
-- user_version means that it is made again.

-- What the terms below agree with.
CREATE TABLE position (
    only      INTEGER PRIMARY KEY CHECK (only = 1),
    -- Registry database the terms come from.
    epoch     BLOB    NOT NULL,
    -- Changes up to this number are applied.
    seq       INTEGER NOT NULL,
    -- Which terms are held, or being collected, as JSON.
    scope     TEXT    NOT NULL,
    -- All parts of the scope have arrived.
    complete  INTEGER NOT NULL,
    demo      INTEGER NOT NULL,
    -- When the registry last said that this is everything, UTC microseconds.
    agreed_at INTEGER
) STRICT;

-- Parts that have arrived, so that a broken download goes on where it stopped and a wider scope costs what is new in it.
CREATE TABLE part (
    service     TEXT    NOT NULL,
    voivodeship INTEGER NOT NULL,
    PRIMARY KEY (service, voivodeship)
) STRICT, WITHOUT ROWID;

-- Reference data as received: 'directory' and 'places'.
CREATE TABLE document (
    kind  TEXT PRIMARY KEY,
    hash  TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- All sheets of a schedule: a CRC-32, then 24 bytes each. They are only ever read together, into memory.
CREATE TABLE schedule_sheets (
    schedule INTEGER PRIMARY KEY,
    sheets   BLOB NOT NULL
) STRICT;
