-- The rules: one document a version, with whoever proposed it and, once it is in force, somebody else who approved it.
ALTER TABLE policy RENAME TO rules;
ALTER TABLE rules ADD COLUMN proposed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE rules ADD COLUMN proposed_at INTEGER NOT NULL DEFAULT 0;
-- Four eyes, whatever the program does.
ALTER TABLE rules ADD COLUMN approved_by TEXT CHECK (approved_by <> proposed_by);
ALTER TABLE rules ADD COLUMN approved_at INTEGER;

-- Services that nobody may book or wait for now.
CREATE TABLE service_stop (
    service    TEXT PRIMARY KEY REFERENCES service (code),
    stopped_by TEXT    NOT NULL,
    reason     TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
