-- Which file this database is. A copy carries the row, and its file is another one: by that a copy is told from the original.
CREATE TABLE file_mark (
  id          INTEGER PRIMARY KEY CHECK (id = 1),
  database_id TEXT    NOT NULL CHECK (length(database_id) = 32),  -- random; the same in all copies
  inode       INTEGER NOT NULL,                  -- 0 in a backup, which is nobody's original
  born        INTEGER,                           -- nanoseconds since 1970; NULL where the file system keeps no birth time
  marked_at   INTEGER NOT NULL
) STRICT;
