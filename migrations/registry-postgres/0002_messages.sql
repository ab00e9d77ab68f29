-- Messages to patients. They become due in the transaction of the decision they tell, and leave when a courier takes them.

CREATE TABLE message (
    id          UUID PRIMARY KEY,
    -- Kind, subject and term: the same message is made once.
    dedupe      TEXT NOT NULL UNIQUE,
    kind        TEXT NOT NULL,
    -- One of the three is what it is about.
    appointment UUID REFERENCES appointment,
    entry       UUID REFERENCES waiting_entry ON DELETE CASCADE,
    offer       UUID REFERENCES offer ON DELETE CASCADE,
    patient     BIGINT NOT NULL REFERENCES patient ON DELETE CASCADE,
    -- Clinic that calls when the message cannot be delivered.
    desk        BIGINT REFERENCES facility,
    -- The time it speaks of: a term, or the end of a waiting entry.
    schedule    BIGINT REFERENCES schedule,
    day         BIGINT,
    minute      BIGINT,
    until       BIGINT,
    state       TEXT NOT NULL CHECK (state IN ('due', 'sending', 'sent', 'delivered', 'failed', 'dropped')),
    due_at      BIGINT NOT NULL,
    -- When somebody may take it (again): when it is due, when it is tried again, when the time of who has taken it is over.
    next_at     BIGINT NOT NULL,
    attempts    BIGINT NOT NULL DEFAULT 0,
    channel     TEXT CHECK (channel IN ('sms', 'email')),
    -- Channel on which this person cannot be reached.
    refused     TEXT CHECK (refused IN ('sms', 'email')),
    -- Keyed index of the phone it was sent to: finds what an answer is about.
    phone       BYTEA,
    -- The courier's name for it.
    provider_id TEXT,
    -- Why it was dropped or has failed.
    reason      TEXT,
    created_at  BIGINT NOT NULL,
    handed_at   BIGINT,
    CHECK (num_nonnulls(appointment, entry, offer) = 1),
    CHECK ((day IS NULL) <> (until IS NULL))
);
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
    id         UUID PRIMARY KEY,
    message    UUID NOT NULL UNIQUE REFERENCES message ON DELETE CASCADE,
    desk       BIGINT REFERENCES facility,
    reason     TEXT NOT NULL CHECK (reason IN ('no-contact', 'undeliverable', 'unclear-reply')),
    created_at BIGINT NOT NULL,
    done_at    BIGINT
);
CREATE INDEX call_task_desk ON call_task (desk, created_at) WHERE done_at IS NULL;
