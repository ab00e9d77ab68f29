-- The change before the last one: whoever knows the sheet as of then can tell what the last change did. 0 when nobody knows.
ALTER TABLE sheet ADD COLUMN previous INTEGER NOT NULL DEFAULT 0;
