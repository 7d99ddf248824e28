-- What an installation of the API offers beyond PUT and the masked GET, as it was last seen. NULL: not known.
CREATE TABLE installations (
  host    TEXT    PRIMARY KEY,
  version TEXT,
  lists   INTEGER CHECK (lists IN (0, 1)),
  creates INTEGER CHECK (creates IN (0, 1)),
  reveals INTEGER CHECK (reveals IN (0, 1)),
  seen_at INTEGER NOT NULL                                  -- microseconds since 1970
) STRICT, WITHOUT ROWID;
