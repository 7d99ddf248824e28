-- Which file this database is. A copy carries the row, and its file is another one: by that a copy is told from the original.
CREATE TABLE file_mark (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  database_id TEXT    NOT NULL CHECK (length(database_id) = 32),  -- random; the same in all copies
  inode       INTEGER NOT NULL,                  -- 0 in a backup, which is nobody's original
  born        INTEGER,                           -- nanoseconds since 1970; NULL where the file system keeps no birth time
  marked_at   INTEGER NOT NULL
) STRICT;

-- Backups, and copies that take their original's place, are audited too.
CREATE TABLE audit_next (
  id          INTEGER PRIMARY KEY CHECK (id >= 1),   -- without a gap
  at          INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  host        TEXT    NOT NULL,
  action      TEXT    NOT NULL
              CHECK (action IN ('apply', 'remove', 'run', 'resume', 'retry', 'rollback', 'restore', 'cancel', 'adopt',
                                'reveal', 'key_rotate', 'prune', 'login', 'logout', 'backup', 'restored')),
  plan        TEXT,
  revision    INTEGER,
  run         INTEGER,
  app_id      TEXT,
  secret_name TEXT,
  detail      TEXT,
  hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_next
SELECT id, at, actor, host, action, plan, revision, run, app_id, secret_name, detail, hash FROM audit;

DROP TABLE audit;
ALTER TABLE audit_next RENAME TO audit;
