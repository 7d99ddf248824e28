-- Rows of a list that have the name of an app in place of its id: which app that is, the API is asked when a run starts.
CREATE TABLE named_targets (
  revision_id INTEGER NOT NULL REFERENCES revisions (id),
  position    INTEGER NOT NULL CHECK (position >= 0),
  entry       INTEGER NOT NULL CHECK (entry >= 0),          -- which entry under `secrets`
  app_name    TEXT    NOT NULL CHECK (length(app_name) > 0),
  secret_name TEXT    NOT NULL CHECK (length(secret_name) > 0),
  PRIMARY KEY (revision_id, position),
  UNIQUE (revision_id, app_name, secret_name)
) STRICT, WITHOUT ROWID;

-- The columns of such rows that keys take. A run keeps those of the apps that it found in `column_values`.
CREATE TABLE named_values (
  revision_id INTEGER NOT NULL REFERENCES revisions (id),
  position    INTEGER NOT NULL CHECK (position >= 0),
  column_name TEXT    NOT NULL,
  sealed      BLOB    NOT NULL,
  fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 16),
  PRIMARY KEY (revision_id, position, column_name)
) STRICT, WITHOUT ROWID;
