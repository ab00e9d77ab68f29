-- Where waiting entries lie, in the statutory order (okienko_domain::waiting::cells): a freed term is matched with those of its own cells.
-- An entry that does not wait any more has no cells.
CREATE TABLE entry_cell (
    service     TEXT   NOT NULL,
    cell        BIGINT NOT NULL,
    class       BIGINT NOT NULL,
    entered_at  BIGINT NOT NULL,
    entry       UUID   NOT NULL REFERENCES waiting_entry ON DELETE CASCADE,
    valid_until BIGINT NOT NULL,
    -- An ellipse around the preferred circle, in degrees: who is too far away is passed over without a look at the entry.
    lat DOUBLE PRECISION NOT NULL, lon DOUBLE PRECISION NOT NULL, height DOUBLE PRECISION NOT NULL, width DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (service, cell, class, entered_at, entry) INCLUDE (valid_until, lat, lon, height, width)
);
CREATE INDEX entry_cell_entry ON entry_cell (entry);

INSERT INTO entry_cell
WITH waits AS (SELECT * FROM waiting_entry WHERE status = 'waiting'),
certain (entry, cell) AS (
    SELECT waits.id, -1 - CAST(value AS BIGINT) FROM waits, jsonb_array_elements_text(CAST(waits.preferences AS JSONB) -> 'facilities')
),
fitting (entry, level, size, south, north, west, east) AS (
    SELECT id, level, size, south, north, west, east
    FROM waits JOIN (VALUES (CAST(1 AS BIGINT), CAST(0.25 AS DOUBLE PRECISION)), (2, 1.0)) AS grid (level, size) ON north - south <= size AND east - west <= size * 1.75
    WHERE id NOT IN (SELECT entry FROM certain)
),
finest AS (SELECT DISTINCT ON (entry) * FROM fitting ORDER BY entry, level),
lies (entry, cell) AS (
    SELECT entry, cell FROM certain
    UNION
    SELECT entry, (level << 40) | (CAST(floor((lat + 90) / size) AS BIGINT) << 20) | CAST(floor((lon + 180) / (size * 1.75)) AS BIGINT)
    FROM finest CROSS JOIN LATERAL (VALUES (south, west), (south, east), (north, west), (north, east)) AS corner (lat, lon)
    UNION
    SELECT id, 0 FROM waits WHERE id NOT IN (SELECT entry FROM certain) AND id NOT IN (SELECT entry FROM fitting)
)
SELECT service, cell, class, entered_at, id, valid_until, (south + north) / 2, (west + east) / 2, (north - south) / 2, (east - west) / 2
FROM lies JOIN waits ON waits.id = lies.entry ORDER BY service, cell, class, entered_at, id;

-- The order of a service is still asked for to tell people their place in it.
DROP INDEX waiting_order;
CREATE INDEX waiting_order ON waiting_entry (service, class, entered_at, id, valid_until) WHERE status = 'waiting';
ALTER TABLE waiting_entry DROP COLUMN south, DROP COLUMN north, DROP COLUMN west, DROP COLUMN east;
