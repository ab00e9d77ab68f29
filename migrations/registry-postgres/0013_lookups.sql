-- Who has seen a person's visits at other clinics, and why: for the review by the clinic's administrator.
CREATE TABLE lookup (
    id          UUID PRIMARY KEY,
    facility    BIGINT NOT NULL REFERENCES facility,
    account     UUID   NOT NULL REFERENCES account,
    at          BIGINT NOT NULL,
    because     TEXT   NOT NULL CHECK (because IN ('referral', 'emergency')),
    -- Of an emergency, sealed: it may name people.
    reason      BYTEA CHECK ((because = 'emergency') = (reason IS NOT NULL)),
    -- NULL when there was nothing to see.
    patient     BIGINT REFERENCES patient,
    -- Four eyes, whatever the program does.
    reviewed_by UUID REFERENCES account CHECK (reviewed_by <> account),
    reviewed_at BIGINT CHECK ((reviewed_at IS NULL) = (reviewed_by IS NULL))
);
CREATE INDEX lookup_facility ON lookup (facility, at);
-- Finds whether a person is still needed, and what is old enough to be removed.
CREATE INDEX lookup_person ON lookup (patient) WHERE patient IS NOT NULL;
CREATE INDEX lookup_reviewed ON lookup (reviewed_at) WHERE reviewed_at IS NOT NULL;

-- A message may be about a look-up; its clinic is then the one that has looked, and its time when.
ALTER TABLE message ADD COLUMN lookup UUID REFERENCES lookup ON DELETE CASCADE;
ALTER TABLE message DROP CONSTRAINT message_check;
ALTER TABLE message ADD CONSTRAINT message_check CHECK (num_nonnulls(appointment, entry, offer, lookup) = 1);
CREATE INDEX message_lookup ON message (lookup) WHERE lookup IS NOT NULL;
