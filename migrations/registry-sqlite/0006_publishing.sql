-- Publishing by clinics.

-- Who may book.
ALTER TABLE schedule ADD COLUMN pool TEXT NOT NULL DEFAULT 'general'
    CHECK (pool IN ('general', 'urgent', 'post-hospital', 'entitled', 'no-pesel', 'continuation'));
-- First and last day of a mobile unit's stop, a document.
ALTER TABLE location ADD COLUMN stop TEXT;
-- Grows with every change of services, facilities, locations and schedules. Whoever creates one holds this row first.
ALTER TABLE meta ADD COLUMN directory INTEGER NOT NULL DEFAULT 0;

-- From what a schedule's sheets are made.
CREATE TABLE timetable (
    schedule     INTEGER PRIMARY KEY REFERENCES schedule,
    document     TEXT NOT NULL,
    -- Number of the change that published it.
    version      INTEGER NOT NULL,
    -- Days up to this one have been decided.
    published_to INTEGER NOT NULL
) STRICT;
CREATE INDEX timetable_horizon ON timetable (published_to, schedule);

-- Visits whose term is not published any more: somebody must call. An item is open while it is not settled and the visit
-- still has that term.
CREATE TABLE work_item (
    id          BLOB PRIMARY KEY,
    facility    INTEGER NOT NULL REFERENCES facility,
    appointment BLOB NOT NULL REFERENCES appointment,
    -- The term that disappeared.
    schedule    INTEGER NOT NULL,
    day         INTEGER NOT NULL,
    minute      INTEGER NOT NULL,
    -- The term to offer instead.
    proposal_schedule INTEGER,
    proposal_day      INTEGER,
    proposal_minute   INTEGER,
    -- The hold that keeps it for this patient while there is time.
    hold        BLOB,
    created_at  INTEGER NOT NULL,
    settled_at  INTEGER,
    resolution  TEXT CHECK (resolution IN ('restored', 'moved', 'agreed'))
) STRICT;
CREATE UNIQUE INDEX work_item_open ON work_item (appointment) WHERE settled_at IS NULL;
CREATE INDEX work_item_facility ON work_item (facility, created_at) WHERE settled_at IS NULL;
