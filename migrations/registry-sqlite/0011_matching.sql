-- The statutory order, with all that tells who is too far away: a freed term is matched without reading the entries of
-- the rest of the country.
DROP INDEX waiting_order;
CREATE INDEX waiting_order ON waiting_entry (service, class, entered_at, id, south, north, west, east, valid_until) WHERE status = 'waiting';
