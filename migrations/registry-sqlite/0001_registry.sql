-- The central registry. Times are UTC microseconds, days are days since 1970-01-01, minutes are Warsaw wall time.

-- Identity of this database and the number of its last change.
CREATE TABLE meta (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    epoch BLOB    NOT NULL,
    seq   INTEGER NOT NULL,
    demo  INTEGER NOT NULL
) STRICT;

-- Number of the last change that everybody may see.
CREATE VIEW position AS SELECT seq FROM meta;

-- Rules are data; decisions name the version they used.
CREATE TABLE policy (
    version  INTEGER PRIMARY KEY,
    document TEXT NOT NULL
) STRICT;

-- Reference data as published: services, facilities, locations and schedules change together.
CREATE TABLE service (
    position INTEGER PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE place (
    id       INTEGER PRIMARY KEY,
    document TEXT NOT NULL
) STRICT;

CREATE TABLE facility (
    id    INTEGER PRIMARY KEY,
    name  TEXT NOT NULL,
    phone TEXT NOT NULL
) STRICT;

CREATE TABLE location (
    id          INTEGER PRIMARY KEY,
    facility    INTEGER NOT NULL REFERENCES facility,
    street      TEXT NOT NULL,
    postcode    TEXT NOT NULL,
    city        TEXT NOT NULL,
    voivodeship INTEGER NOT NULL,
    lat         REAL NOT NULL,
    lon         REAL NOT NULL,
    step_free   INTEGER NOT NULL,
    mobile      INTEGER NOT NULL
) STRICT;

CREATE TABLE schedule (
    id           INTEGER PRIMARY KEY,
    location     INTEGER NOT NULL REFERENCES location,
    service      TEXT NOT NULL REFERENCES service (code),
    practitioner TEXT NOT NULL,
    room         TEXT NOT NULL,
    minutes      INTEGER NOT NULL CHECK (minutes > 0)
) STRICT;
CREATE INDEX schedule_service ON schedule (service, location);

-- The terms of one schedule on one day: a grid of at most 60 cells, one bit a term.
CREATE TABLE sheet (
    schedule INTEGER NOT NULL REFERENCES schedule,
    day      INTEGER NOT NULL,
    first    INTEGER NOT NULL,
    step     INTEGER NOT NULL CHECK (step > 0),
    open     INTEGER NOT NULL CHECK (open >= 0),
    free     INTEGER NOT NULL CHECK (free & ~open = 0),
    version  INTEGER NOT NULL,
    PRIMARY KEY (schedule, day)
) STRICT, WITHOUT ROWID;
-- The change feed.
CREATE INDEX sheet_version ON sheet (version);

CREATE TABLE patient (
    id       INTEGER PRIMARY KEY,
    -- Keyed index of the PESEL: finds the person again, tells nothing without the key.
    identity BLOB NOT NULL UNIQUE,
    -- Everything about them, sealed with a key that is not in the database.
    sealed   BLOB NOT NULL
) STRICT;

CREATE TABLE appointment (
    id             BLOB PRIMARY KEY,
    schedule       INTEGER NOT NULL REFERENCES schedule,
    day            INTEGER NOT NULL,
    minute         INTEGER NOT NULL,
    service        TEXT NOT NULL REFERENCES service (code),
    patient        INTEGER NOT NULL REFERENCES patient,
    -- Keyed index of the referral; the code itself is not kept.
    referral       BLOB,
    desk           INTEGER REFERENCES facility,
    status         TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'noshow', 'cancelled')),
    continuation   INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    -- Since when the patient has been waiting for a visit of this kind: their place if it is lost without their fault.
    waiting_since  INTEGER NOT NULL,
    changed_at     INTEGER NOT NULL,
    cancel_reason  TEXT,
    late           INTEGER NOT NULL,
    policy_version INTEGER NOT NULL REFERENCES policy,
    -- Why the waiting list gave it to this person; NULL when a person chose it.
    assignment     TEXT
) STRICT;
-- No double booking, whatever the program does.
CREATE UNIQUE INDEX appointment_slot ON appointment (schedule, day, minute) WHERE status IN ('booked', 'arrived');
-- One active booking of a service per person, and one per referral.
CREATE UNIQUE INDEX appointment_patient ON appointment (patient, service) WHERE status = 'booked' AND NOT continuation;
CREATE UNIQUE INDEX appointment_referral ON appointment (patient, referral) WHERE status = 'booked' AND referral IS NOT NULL;
CREATE INDEX appointment_desk ON appointment (desk, created_at);

-- Terms kept for a desk while a booking is being typed. A hold is over when its time is, whether or not it has been swept.
CREATE TABLE hold (
    id       BLOB PRIMARY KEY,
    schedule INTEGER NOT NULL REFERENCES schedule,
    day      INTEGER NOT NULL,
    minute   INTEGER NOT NULL,
    desk     INTEGER REFERENCES facility,
    until    INTEGER NOT NULL,
    UNIQUE (schedule, day, minute)
) STRICT;
CREATE INDEX hold_until ON hold (until);

CREATE TABLE waiting_entry (
    id          BLOB PRIMARY KEY,
    service     TEXT NOT NULL REFERENCES service (code),
    patient     INTEGER NOT NULL REFERENCES patient,
    referral    BLOB,
    -- Class in the statutory order, 0 first.
    class       INTEGER NOT NULL,
    urgent      INTEGER NOT NULL,
    entitlement TEXT,
    entered_at  INTEGER NOT NULL,
    valid_until INTEGER NOT NULL,
    preferences TEXT NOT NULL,
    place       TEXT NOT NULL,
    -- A box around the preferred circle, so that matching skips the rest of the country.
    south REAL NOT NULL, north REAL NOT NULL, west REAL NOT NULL, east REAL NOT NULL,
    desk        INTEGER REFERENCES facility,
    status      TEXT NOT NULL CHECK (status IN ('waiting', 'booked', 'left')),
    mode        TEXT NOT NULL CHECK (mode IN ('auto-book', 'offer')),
    -- A later visit that is kept until a better term is accepted.
    replaces    BLOB REFERENCES appointment,
    warned_at   INTEGER,
    appointment BLOB REFERENCES appointment
) STRICT;
CREATE UNIQUE INDEX waiting_patient ON waiting_entry (patient, service) WHERE status = 'waiting';
-- The statutory order.
CREATE INDEX waiting_order ON waiting_entry (service, class, entered_at, id) WHERE status = 'waiting';
CREATE INDEX waiting_desk ON waiting_entry (desk, entered_at);
CREATE INDEX waiting_end ON waiting_entry (valid_until) WHERE status = 'waiting' AND warned_at IS NULL;

-- Terms kept for one waiting person each, who has some time to take them.
CREATE TABLE offer (
    id             BLOB PRIMARY KEY,
    entry          BLOB NOT NULL REFERENCES waiting_entry,
    schedule       INTEGER NOT NULL REFERENCES schedule,
    day            INTEGER NOT NULL,
    minute         INTEGER NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
    made_at        INTEGER NOT NULL,
    handed_over_at INTEGER,
    -- Counted from the hand-over of the message; until then the latest moment by which it must have ended.
    expires_at     INTEGER NOT NULL,
    assignment     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX offer_slot ON offer (schedule, day, minute) WHERE status = 'open';
CREATE UNIQUE INDEX offer_entry ON offer (entry) WHERE status = 'open';
CREATE INDEX offer_made ON offer (entry, schedule, day, minute);
CREATE INDEX offer_end ON offer (expires_at) WHERE status = 'open';

-- What desks must learn.
CREATE TABLE event (
    id       BLOB    PRIMARY KEY,
    seq      INTEGER NOT NULL,
    desk     INTEGER NOT NULL REFERENCES facility,
    at       INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT;
CREATE INDEX event_desk ON event (desk, seq);

-- Answers by the id the client made: the same question has one answer.
CREATE TABLE answer (
    request     BLOB PRIMARY KEY,
    fingerprint BLOB NOT NULL,
    document    TEXT NOT NULL,
    at          INTEGER NOT NULL
) STRICT;
