-- From when and until when a person would come, as days since 1970: who wants another day is passed over without a look at the entry.
ALTER TABLE entry_cell ADD COLUMN from_day BIGINT NOT NULL DEFAULT 0, ADD COLUMN to_day BIGINT NOT NULL DEFAULT 65535;
UPDATE entry_cell SET from_day = COALESCE(CAST(CAST(preferences AS JSONB) ->> 'from' AS BIGINT), 0), to_day = COALESCE(CAST(CAST(preferences AS JSONB) ->> 'to' AS BIGINT), 65535)
FROM waiting_entry WHERE waiting_entry.id = entry_cell.entry;
ALTER TABLE entry_cell DROP CONSTRAINT entry_cell_pkey,
    ADD PRIMARY KEY (service, cell, class, entered_at, entry) INCLUDE (valid_until, lat, lon, height, width, from_day, to_day);
