-- Messages to patients. They become due in the transaction of the decision they tell, and leave when a courier takes them.

CREATE TABLE message (
    id          BLOB PRIMARY KEY,
    -- Kind, subject and term: the same message is made once.
    dedupe      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    -- One of the three is what it is about.
    appointment BLOB REFERENCES appointment,
    entry       BLOB REFERENCES waiting_entry ON DELETE CASCADE,
    offer       BLOB REFERENCES offer ON DELETE CASCADE,
    patient     INTEGER NOT NULL REFERENCES patient ON DELETE CASCADE,
    -- Clinic that calls when the message cannot be delivered.
    desk        INTEGER REFERENCES facility,
    -- The time it speaks of: a term, or the end of a waiting entry.
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
    CHECK ((appointment IS NOT NULL) + (entry IS NOT NULL) + (offer IS NOT NULL) = 1),
    CHECK ((day IS NULL) <> (until IS NULL))
) STRICT;
CREATE INDEX message_next ON message (next_at) WHERE state IN ('due', 'sending');
CREATE INDEX message_due ON message (due_at) WHERE state IN ('due', 'sending');
CREATE INDEX message_appointment ON message (appointment);
-- What is removed with the person, the entry or the offer.
CREATE INDEX message_patient ON message (patient);
CREATE INDEX message_entry ON message (entry) WHERE entry IS NOT NULL;
CREATE INDEX message_offer ON message (offer) WHERE offer IS NOT NULL;
CREATE INDEX message_phone ON message (phone, handed_at) WHERE phone IS NOT NULL;

-- People to be called because no message reaches them.
CREATE TABLE call_task (
    id         BLOB PRIMARY KEY,
    message    BLOB NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE,
    desk       INTEGER REFERENCES facility,
    reason     TEXT NOT NULL CHECK (reason IN ('no-contact', 'undeliverable', 'unclear-reply')),
    created_at INTEGER NOT NULL,
    done_at    INTEGER
) STRICT;
CREATE INDEX call_task_desk ON call_task (desk, created_at) WHERE done_at IS NULL;
