-- Who did what, as a chain: each row's hash covers the row and the hash before it, under a key that only the master key
-- opens. The head, how many rows there are and the last one's hash, is sealed in `settings`.
CREATE TABLE audit (
  id          INTEGER PRIMARY KEY CHECK (id >= 1),   -- without a gap
  at          INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  host        TEXT    NOT NULL,
  action      TEXT    NOT NULL
              CHECK (action IN ('apply', 'remove', 'run', 'resume', 'retry', 'rollback', 'restore', 'cancel', 'adopt',
                                'reveal', 'key_rotate', 'prune', 'login', 'logout')),
  plan        TEXT,
  revision    INTEGER,
  run         INTEGER,
  app_id      TEXT,
  secret_name TEXT,
  detail      TEXT,
  hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

ALTER TABLE settings ADD COLUMN audit_head BLOB;
