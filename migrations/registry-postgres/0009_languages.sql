-- Languages that patients are spoken to in, other than Polish, as a JSON list of ISO 639-1 codes.
ALTER TABLE schedule ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
