-- The central registry. Times are UTC microseconds, days are days since 1970-01-01, minutes are Warsaw wall time.

-- Identity of this database.
CREATE TABLE meta (
    one   BIGINT PRIMARY KEY CHECK (one = 1),
    epoch UUID    NOT NULL,
    demo  BOOLEAN NOT NULL
);

-- Number of the last change that everybody may see: a change is numbered by its transaction. Below the oldest transaction under way nothing can appear any more.
CREATE VIEW position AS SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT) - 1 AS seq;

-- The elements of a JSON array given as text, under the name that SQLite has for it.
CREATE FUNCTION json_each(document TEXT) RETURNS TABLE (value JSONB)
    LANGUAGE SQL IMMUTABLE AS 'SELECT jsonb_array_elements(CAST(document AS JSONB))';

-- Rules are data; decisions name the version they used.
CREATE TABLE policy (
    version  BIGINT PRIMARY KEY,
    document TEXT NOT NULL
);

-- Reference data as published: services, facilities, locations and schedules change together.
CREATE TABLE service (
    position BIGINT PRIMARY KEY,
    code     TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
);

CREATE TABLE place (
    id       BIGINT PRIMARY KEY,
    document TEXT NOT NULL
);

CREATE TABLE facility (
    id    BIGINT PRIMARY KEY,
    name  TEXT NOT NULL,
    phone TEXT NOT NULL
);

CREATE TABLE location (
    id          BIGINT PRIMARY KEY,
    facility    BIGINT NOT NULL REFERENCES facility,
    street      TEXT NOT NULL,
    postcode    TEXT NOT NULL,
    city        TEXT NOT NULL,
    voivodeship BIGINT NOT NULL,
    lat         DOUBLE PRECISION NOT NULL,
    lon         DOUBLE PRECISION NOT NULL,
    step_free   BOOLEAN NOT NULL,
    mobile      BOOLEAN NOT NULL
);

CREATE TABLE schedule (
    id           BIGINT PRIMARY KEY,
    location     BIGINT NOT NULL REFERENCES location,
    service      TEXT NOT NULL REFERENCES service (code),
    practitioner TEXT NOT NULL,
    room         TEXT NOT NULL,
    minutes      BIGINT NOT NULL CHECK (minutes > 0)
);
CREATE INDEX schedule_service ON schedule (service, location);

-- The terms of one schedule on one day: a grid of at most 60 cells, one bit a term.
CREATE TABLE sheet (
    schedule BIGINT NOT NULL REFERENCES schedule,
    day      BIGINT NOT NULL,
    first    BIGINT NOT NULL,
    step     BIGINT NOT NULL CHECK (step > 0),
    open     BIGINT NOT NULL CHECK (open >= 0),
    free     BIGINT NOT NULL CHECK (free & ~open = 0),
    version  BIGINT NOT NULL,
    PRIMARY KEY (schedule, day)
);
-- The change feed.
CREATE INDEX sheet_version ON sheet (version);

CREATE TABLE patient (
    id       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Keyed index of the PESEL: finds the person again, tells nothing without the key.
    identity BYTEA NOT NULL UNIQUE,
    -- Everything about them, sealed with a key that is not in the database.
    sealed   BYTEA NOT NULL
);

CREATE TABLE appointment (
    id             UUID PRIMARY KEY,
    schedule       BIGINT NOT NULL REFERENCES schedule,
    day            BIGINT NOT NULL,
    minute         BIGINT NOT NULL,
    service        TEXT NOT NULL REFERENCES service (code),
    patient        BIGINT NOT NULL REFERENCES patient,
    -- Keyed index of the referral; the code itself is not kept.
    referral       BYTEA,
    desk           BIGINT REFERENCES facility,
    status         TEXT NOT NULL CHECK (status IN ('booked', 'arrived', 'noshow', 'cancelled')),
    continuation   BOOLEAN NOT NULL,
    created_at     BIGINT NOT NULL,
    -- Since when the patient has been waiting for a visit of this kind: their place if it is lost without their fault.
    waiting_since  BIGINT NOT NULL,
    changed_at     BIGINT NOT NULL,
    cancel_reason  TEXT,
    late           BOOLEAN NOT NULL,
    policy_version BIGINT NOT NULL REFERENCES policy,
    -- Why the waiting list gave it to this person; NULL when a person chose it.
    assignment     TEXT
);
-- No double booking, whatever the program does.
CREATE UNIQUE INDEX appointment_slot ON appointment (schedule, day, minute) WHERE status IN ('booked', 'arrived');
-- One active booking of a service per person, and one per referral.
CREATE UNIQUE INDEX appointment_patient ON appointment (patient, service) WHERE status = 'booked' AND NOT continuation;
CREATE UNIQUE INDEX appointment_referral ON appointment (patient, referral) WHERE status = 'booked' AND referral IS NOT NULL;
CREATE INDEX appointment_desk ON appointment (desk, created_at);

-- Terms kept for a desk while a booking is being typed. A hold is over when its time is, whether or not it has been swept.
CREATE TABLE hold (
    id       UUID PRIMARY KEY,
    schedule BIGINT NOT NULL REFERENCES schedule,
    day      BIGINT NOT NULL,
    minute   BIGINT NOT NULL,
    desk     BIGINT REFERENCES facility,
    until    BIGINT NOT NULL,
    UNIQUE (schedule, day, minute)
);
CREATE INDEX hold_until ON hold (until);

CREATE TABLE waiting_entry (
    id          UUID PRIMARY KEY,
    service     TEXT NOT NULL REFERENCES service (code),
    patient     BIGINT NOT NULL REFERENCES patient,
    referral    BYTEA,
    -- Class in the statutory order, 0 first.
    class       BIGINT NOT NULL,
    urgent      BOOLEAN NOT NULL,
    entitlement TEXT,
    entered_at  BIGINT NOT NULL,
    valid_until BIGINT NOT NULL,
    preferences TEXT NOT NULL,
    place       TEXT NOT NULL,
    -- A box around the preferred circle, so that matching skips the rest of the country.
    south DOUBLE PRECISION NOT NULL, north DOUBLE PRECISION NOT NULL, west DOUBLE PRECISION NOT NULL, east DOUBLE PRECISION NOT NULL,
    desk        BIGINT REFERENCES facility,
    status      TEXT NOT NULL CHECK (status IN ('waiting', 'booked', 'left')),
    mode        TEXT NOT NULL CHECK (mode IN ('auto-book', 'offer')),
    -- A later visit that is kept until a better term is accepted.
    replaces    UUID REFERENCES appointment,
    warned_at   BIGINT,
    appointment UUID REFERENCES appointment
);
CREATE UNIQUE INDEX waiting_patient ON waiting_entry (patient, service) WHERE status = 'waiting';
-- The statutory order.
CREATE INDEX waiting_order ON waiting_entry (service, class, entered_at, id) WHERE status = 'waiting';
CREATE INDEX waiting_desk ON waiting_entry (desk, entered_at);
CREATE INDEX waiting_end ON waiting_entry (valid_until) WHERE status = 'waiting' AND warned_at IS NULL;

-- Terms kept for one waiting person each, who has some time to take them.
CREATE TABLE offer (
    id             UUID PRIMARY KEY,
    entry          UUID NOT NULL REFERENCES waiting_entry,
    schedule       BIGINT NOT NULL REFERENCES schedule,
    day            BIGINT NOT NULL,
    minute         BIGINT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'lapsed', 'withdrawn')),
    made_at        BIGINT NOT NULL,
    handed_over_at BIGINT,
    -- Counted from the hand-over of the message; until then the latest moment by which it must have ended.
    expires_at     BIGINT NOT NULL,
    assignment     TEXT NOT NULL
);
CREATE UNIQUE INDEX offer_slot ON offer (schedule, day, minute) WHERE status = 'open';
CREATE UNIQUE INDEX offer_entry ON offer (entry) WHERE status = 'open';
CREATE INDEX offer_made ON offer (entry, schedule, day, minute);
CREATE INDEX offer_end ON offer (expires_at) WHERE status = 'open';

-- What desks must learn.
CREATE TABLE event (
    id       UUID    PRIMARY KEY,
    seq      BIGINT NOT NULL,
    desk     BIGINT NOT NULL REFERENCES facility,
    at       BIGINT NOT NULL,
    document TEXT NOT NULL
);
CREATE INDEX event_desk ON event (desk, seq);

-- Answers by the id the client made: the same question has one answer.
CREATE TABLE answer (
    request     UUID PRIMARY KEY,
    fingerprint BYTEA NOT NULL,
    document    TEXT NOT NULL,
    at          BIGINT NOT NULL
);
