-- Who has seen a person's visits at other clinics, and why: for the review by the clinic's administrator.
CREATE TABLE lookup (
    id          BLOB PRIMARY KEY,
    facility    INTEGER NOT NULL REFERENCES facility,
    account     BLOB    NOT NULL REFERENCES account,
    at          INTEGER NOT NULL,
    because     TEXT    NOT NULL CHECK (because IN ('referral', 'emergency')),
    -- Of an emergency, sealed: it may name people.
    reason      BLOB CHECK ((because = 'emergency') = (reason IS NOT NULL)),
    -- NULL when there was nothing to see.
    patient     INTEGER REFERENCES patient,
    -- Four eyes, whatever the program does.
    reviewed_by BLOB REFERENCES account CHECK (reviewed_by <> account),
    reviewed_at INTEGER CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL))
) STRICT;
CREATE INDEX lookup_facility ON lookup (facility, at);
-- Finds whether a person is still needed, and what is old enough to be removed.
CREATE INDEX lookup_person ON lookup (patient) WHERE patient IS NOT NULL;
CREATE INDEX lookup_reviewed ON lookup (reviewed_at) WHERE reviewed_at IS NOT NULL;

-- A message may be about a look-up. SQLite cannot change a CHECK, so the table is made anew; calls refer to it and would
-- be removed with the old one.
CREATE TABLE call_kept AS SELECT * FROM call_task;
DROP TABLE call_task;

CREATE TABLE message_new (
    id          BLOB PRIMARY KEY,
    -- Kind, subject and term: the same message is made once.
    dedupe      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    -- One of the four is what it is about.
    appointment BLOB REFERENCES appointment,
    entry       BLOB REFERENCES waiting_entry ON DELETE CASCADE,
    offer       BLOB REFERENCES offer ON DELETE CASCADE,
    lookup      BLOB REFERENCES lookup ON DELETE CASCADE,
    patient     INTEGER NOT NULL REFERENCES patient ON DELETE CASCADE,
    -- Clinic that calls when the message cannot be delivered; of a look-up the clinic that has looked.
    desk        INTEGER REFERENCES facility,
    -- The time it speaks of: a term, the end of a waiting entry, or when somebody has looked.
    schedule    INTEGER REFERENCES schedule,
    day         INTEGER,
    minute      INTEGER,
    until       INTEGER,
    state       TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
    due_at      INTEGER NOT NULL,
    -- When somebody may take it (again): when it is due, when it is tried again, when the time of who has taken it is over.
    next_at     INTEGER NOT NULL,
    attempts    INTEGER NOT NULL DEFAULT 0,
    channel     TEXT CHECK (channel IN ('sms', 'email')),
    -- Channel on which this person cannot be reached.
    refused     TEXT CHECK (refused IN ('sms', 'email')),
    -- Keyed index of the phone it was sent to: finds what an answer is about.
    phone       BLOB,
    -- The courier's name for it.
    provider_id TEXT,
    -- Why it was dropped or has failed.
    reason      TEXT,
    created_at  INTEGER NOT NULL,
    handed_at   INTEGER,
    CHECK ((appointment IS NOT NULL) + (entry IS NOT NULL) + (offer IS NOT NULL) + (lookup IS NOT NULL) = 1),
    CHECK ((day IS NULL) <> (until IS NULL))
) STRICT;
INSERT INTO message_new (id, dedupe, kind, appointment, entry, offer, patient, desk, schedule, day, minute, until, state, due_at, next_at,
                         attempts, channel, refused, phone, provider_id, reason, created_at, handed_at)
SELECT id, dedupe, kind, appointment, entry, offer, patient, desk, schedule, day, minute, until, state, due_at, next_at,
       attempts, channel, refused, phone, provider_id, reason, created_at, handed_at FROM message;
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;
CREATE INDEX message_next ON message (next_at) WHERE state IN ('due', 'sending');
CREATE INDEX message_due ON message (due_at) WHERE state IN ('due', 'sending');
CREATE INDEX message_appointment ON message (appointment);
-- What is removed with the person, the entry, the offer or the look-up.
CREATE INDEX message_patient ON message (patient);
CREATE INDEX message_entry ON message (entry) WHERE entry IS NOT NULL;
CREATE INDEX message_offer ON message (offer) WHERE offer IS NOT NULL;
CREATE INDEX message_lookup ON message (lookup) WHERE lookup IS NOT NULL;
CREATE INDEX message_phone ON message (phone, handed_at) WHERE phone IS NOT NULL;

CREATE TABLE call_task (
    id         BLOB PRIMARY KEY,
    message    BLOB NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE,
    desk       INTEGER REFERENCES facility,
    reason     TEXT NOT NULL CHECK (reason IN ('no-contact', 'undeliverable', 'unclear-reply')),
    created_at INTEGER NOT NULL,
    done_at    INTEGER
) STRICT;
INSERT INTO call_task (id, message, desk, reason, created_at, done_at) SELECT id, message, desk, reason, created_at, done_at FROM call_kept;
DROP TABLE call_kept;
CREATE INDEX call_task_desk ON call_task (desk, created_at) WHERE done_at IS NULL;
