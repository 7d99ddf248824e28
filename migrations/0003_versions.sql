-- Values that stay, values that come with a list, and what a run must know about its items.

-- What rekey wrote, or was told, of a secret's values: as long as a row is here, the item's values stay sealed.
CREATE TABLE versions (
  item_id   INTEGER PRIMARY KEY REFERENCES items (id),
  secret_id INTEGER NOT NULL REFERENCES secrets (id),
  run_id    INTEGER NOT NULL REFERENCES runs (id)
) STRICT;

CREATE INDEX versions_of_secret ON versions (secret_id, item_id);
CREATE INDEX versions_of_run ON versions (run_id);

-- The version that an item puts back, for a rollback or a restore.
ALTER TABLE items ADD COLUMN restores INTEGER REFERENCES items (id);
-- The app's name when the run started, where the plan needs it.
ALTER TABLE items ADD COLUMN app_name TEXT;

-- The columns of a plan's list that its keys take.
CREATE TABLE column_values (
  revision_id INTEGER NOT NULL REFERENCES revisions (id),
  secret_id   INTEGER NOT NULL REFERENCES secrets (id),
  column_name TEXT    NOT NULL,
  sealed      BLOB    NOT NULL,
  fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 16),
  PRIMARY KEY (revision_id, secret_id, column_name)
) STRICT, WITHOUT ROWID;

-- Sealed under the master key; made when the first column is sealed.
ALTER TABLE settings ADD COLUMN column_key BLOB;
