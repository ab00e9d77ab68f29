-- Publishing by clinics.

-- Who may book.
ALTER TABLE schedule ADD COLUMN pool TEXT NOT NULL DEFAULT 'general'
    CHECK (pool IN ('general', 'urgent', 'post-hospital', 'entitled', 'no-pesel', 'continuation'));
-- First and last day of a mobile unit's stop, a document.
ALTER TABLE location ADD COLUMN stop TEXT;
-- Grows with every change of services, facilities, locations and schedules. Whoever creates one holds this row first.
ALTER TABLE meta ADD COLUMN directory BIGINT NOT NULL DEFAULT 0;

-- From what a schedule's sheets are made.
CREATE TABLE timetable (
    schedule     BIGINT PRIMARY KEY REFERENCES schedule,
    document     TEXT NOT NULL,
    -- Number of the change that published it.
    version      BIGINT NOT NULL,
    -- Days up to this one have been decided.
    published_to BIGINT NOT NULL
);
CREATE INDEX timetable_horizon ON timetable (published_to, schedule);

-- Visits whose term is not published any more: somebody must call. An item is open while it is not settled and the visit
-- still has that term.
CREATE TABLE work_item (
    id          UUID PRIMARY KEY,
    facility    BIGINT NOT NULL REFERENCES facility,
    appointment UUID NOT NULL REFERENCES appointment,
    -- The term that disappeared.
    schedule    BIGINT NOT NULL,
    day         BIGINT NOT NULL,
    minute      BIGINT NOT NULL,
    -- The term to offer instead.
    proposal_schedule BIGINT,
    proposal_day      BIGINT,
    proposal_minute   BIGINT,
    -- The hold that keeps it for this patient while there is time.
    hold        UUID,
    created_at  BIGINT NOT NULL,
    settled_at  BIGINT,
    resolution  TEXT CHECK (resolution IN ('restored', 'moved', 'agreed'))
);
CREATE UNIQUE INDEX work_item_open ON work_item (appointment) WHERE settled_at IS NULL;
CREATE INDEX work_item_facility ON work_item (facility, created_at) WHERE settled_at IS NULL;
