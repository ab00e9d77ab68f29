-- Where waiting entries lie, in the statutory order (okienko_domain::waiting::cells): a freed term is matched with those of its own cells.
-- An entry that does not wait any more has no cells.
CREATE TABLE entry_cell (
    service     TEXT    NOT NULL,
    cell        INTEGER NOT NULL,
    class       INTEGER NOT NULL,
    entered_at  INTEGER NOT NULL,
    entry       BLOB    NOT NULL REFERENCES waiting_entry ON DELETE CASCADE,
    valid_until INTEGER NOT NULL,
    -- An ellipse around the preferred circle, in degrees: who is too far away is passed over without a look at the entry.
    lat REAL NOT NULL, lon REAL NOT NULL, height REAL NOT NULL, width REAL NOT NULL,
    PRIMARY KEY (service, cell, class, entered_at, entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_cell_entry ON entry_cell (entry);

INSERT INTO entry_cell
WITH waits AS (SELECT * FROM waiting_entry WHERE status = 'waiting'),
certain (entry, cell) AS (
    SELECT waits.id, -1 - CAST(value AS INTEGER) FROM waits, json_each(waits.preferences, '$.facilities')
),
fitting (entry, level, size, south, north, west, east) AS (
    SELECT id, level, size, south, north, west, east
    FROM waits JOIN (SELECT 1 AS level, 0.25 AS size UNION ALL SELECT 2, 1.0) ON north - south <= size AND east - west <= size * 1.75
    WHERE id NOT IN (SELECT entry FROM certain)
),
-- Of a pair (id, min) SQLite takes the other columns from the row with the least.
finest AS (SELECT entry, min(level) AS level, size, south, north, west, east FROM fitting GROUP BY entry),
lies (entry, cell) AS (
    SELECT entry, cell FROM certain
    UNION
    SELECT entry, (level << 40) | (CAST((lat + 90) / size AS INTEGER) << 20) | CAST((lon + 180) / (size * 1.75) AS INTEGER)
    FROM (SELECT entry, level, size, south AS lat, west AS lon FROM finest UNION ALL SELECT entry, level, size, south, east FROM finest
          UNION ALL SELECT entry, level, size, north, west FROM finest UNION ALL SELECT entry, level, size, north, east FROM finest)
    UNION
    SELECT id, 0 FROM waits WHERE id NOT IN (SELECT entry FROM certain) AND id NOT IN (SELECT entry FROM fitting)
)
SELECT service, cell, class, entered_at, id, valid_until, (south + north) / 2, (west + east) / 2, (north - south) / 2, (east - west) / 2
FROM lies JOIN waits ON waits.id = lies.entry ORDER BY service, cell, class, entered_at, id;

-- The order of a service is still asked for to tell people their place in it.
DROP INDEX waiting_order;
CREATE INDEX waiting_order ON waiting_entry (service, class, entered_at, id, valid_until) WHERE status = 'waiting';
ALTER TABLE waiting_entry DROP COLUMN south;
ALTER TABLE waiting_entry DROP COLUMN north;
ALTER TABLE waiting_entry DROP COLUMN west;
ALTER TABLE waiting_entry DROP COLUMN east;
