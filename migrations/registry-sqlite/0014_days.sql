-- From when and until when a person would come, as days since 1970: who wants another day is passed over without a look at the entry.
ALTER TABLE entry_cell ADD COLUMN from_day INTEGER NOT NULL DEFAULT 0;
ALTER TABLE entry_cell ADD COLUMN to_day INTEGER NOT NULL DEFAULT 65535;
UPDATE entry_cell SET from_day = COALESCE(json_extract(preferences, '$.from'), 0), to_day = COALESCE(json_extract(preferences, '$.to'), 65535)
FROM waiting_entry WHERE waiting_entry.id = entry_cell.entry;
