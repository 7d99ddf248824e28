-- The first schema. Times are microseconds since 1970 in UTC; the views show them in ISO 8601.
-- A landed migration is never edited: its checksum is kept in every database.

-- What is said once about the whole database.
CREATE TABLE settings (
  id              INTEGER PRIMARY KEY CHECK (id = 1),
  fingerprint_key BLOB    NOT NULL,              -- sealed under the master key, which it also identifies
  created_at      INTEGER NOT NULL
) STRICT;

-- What is to be done. Other programs may write here: name and definition (the job file as JSON) are enough.
CREATE TABLE plans (
  name       TEXT NOT NULL PRIMARY KEY
             CHECK (length(name) BETWEEN 1 AND 100 AND name NOT GLOB '*[^a-z0-9_-]*'),
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  directory  TEXT                                -- where relative paths count from; NULL: the database's folder
) STRICT;

-- Targets that other programs bring, by `.import`: an entry without `targets` takes the rows with its secret.
CREATE TABLE targets (
  plan        TEXT NOT NULL,
  app_id      TEXT NOT NULL,
  secret_name TEXT NOT NULL
) STRICT;

CREATE INDEX targets_of_plan ON targets (plan, secret_name);

-- Every target that was ever named, so that plans, runs and their history refer to it by one number.
CREATE TABLE secrets (
  id          INTEGER PRIMARY KEY,
  app_id      TEXT NOT NULL CHECK (length(app_id) = 36 AND app_id = lower(app_id)),
  secret_name TEXT NOT NULL CHECK (length(secret_name) > 0),
  UNIQUE (app_id, secret_name)
) STRICT;

-- A plan's definition at one point, with the targets that it had then. Runs are pinned to a revision.
CREATE TABLE revisions (
  id         INTEGER PRIMARY KEY,
  plan       TEXT    NOT NULL,
  number     INTEGER NOT NULL CHECK (number >= 1),
  definition TEXT    NOT NULL CHECK (json_valid(definition)),
  directory  TEXT    NOT NULL,
  digest     BLOB    NOT NULL CHECK (length(digest) = 32),  -- SHA-256 of definition, directory and targets
  targets    INTEGER NOT NULL CHECK (targets >= 0),
  created_at INTEGER NOT NULL,
  UNIQUE (plan, number)
) STRICT;

-- The targets of each plan's latest revision, in the plan's order.
CREATE TABLE revision_targets (
  revision_id INTEGER NOT NULL REFERENCES revisions (id),
  position    INTEGER NOT NULL CHECK (position >= 0),
  entry       INTEGER NOT NULL CHECK (entry >= 0),          -- which entry under `secrets`
  secret_id   INTEGER NOT NULL REFERENCES secrets (id),
  PRIMARY KEY (revision_id, position),
  UNIQUE (revision_id, secret_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  uuid              TEXT    NOT NULL UNIQUE CHECK (length(uuid) = 36),
  revision_id       INTEGER NOT NULL REFERENCES revisions (id),
  state             TEXT    NOT NULL
                    CHECK (state IN ('running', 'interrupted', 'stopped', 'succeeded', 'failed', 'cancelled')),
  trigger           TEXT    NOT NULL,
  shard             TEXT,
  data_key          BLOB,                        -- sealed under the master key; NULL once shredded
  -- Kept in the transaction that changes the items, so that nobody counts a million rows to show a status.
  items             INTEGER NOT NULL CHECK (items >= 0),
  succeeded         INTEGER NOT NULL DEFAULT 0 CHECK (succeeded >= 0),
  failed            INTEGER NOT NULL DEFAULT 0 CHECK (failed >= 0),
  unknown           INTEGER NOT NULL DEFAULT 0 CHECK (unknown >= 0),
  skipped           INTEGER NOT NULL DEFAULT 0 CHECK (skipped >= 0),
  attempts          INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  canary_passed     INTEGER NOT NULL DEFAULT 0 CHECK (canary_passed IN (0, 1)),
  -- Where the failure threshold counts from: a resume after a stop is a decision to go on.
  baseline_failures INTEGER NOT NULL DEFAULT 0,
  baseline_finished INTEGER NOT NULL DEFAULT 0,
  started_at        INTEGER NOT NULL,
  finished_at       INTEGER,
  stop_reason       TEXT,
  CHECK (succeeded + failed + unknown + skipped <= items)
) STRICT;

CREATE INDEX runs_of_revision ON runs (revision_id);
CREATE INDEX runs_unfinished ON runs (id) WHERE state IN ('running', 'interrupted', 'stopped');

-- One target in one run; ascending ids are the plan's order.
CREATE TABLE items (
  id           INTEGER PRIMARY KEY,
  run_id       INTEGER NOT NULL REFERENCES runs (id),
  secret_id    INTEGER NOT NULL REFERENCES secrets (id),
  entry        INTEGER NOT NULL CHECK (entry >= 0),
  state        TEXT    NOT NULL DEFAULT 'pending'
               CHECK (state IN ('pending', 'prepared', 'sending', 'succeeded', 'failed', 'unknown', 'skipped')),
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  budget_start INTEGER NOT NULL DEFAULT 0 CHECK (budget_start >= 0),  -- attempts before the present budget of them
  is_ambiguous INTEGER NOT NULL DEFAULT 0 CHECK (is_ambiguous IN (0, 1)),  -- an attempt may have been applied
  status_code  INTEGER CHECK (status_code BETWEEN 100 AND 999),
  error_kind   TEXT,
  error        TEXT,
  started_at   INTEGER,
  finished_at  INTEGER
) STRICT;

CREATE INDEX items_of_run ON items (run_id, id);
CREATE INDEX items_of_secret ON items (secret_id, run_id);
CREATE INDEX items_unsettled ON items (run_id, id) WHERE state IN ('pending', 'prepared', 'sending');
CREATE INDEX items_unsuccessful ON items (run_id, id) WHERE state IN ('failed', 'unknown');

-- The values of an item: sealed until they are no longer needed, and a fingerprint that stays.
CREATE TABLE item_values (
  item_id     INTEGER NOT NULL REFERENCES items (id),
  key_name    TEXT    NOT NULL,
  sealed      BLOB,
  fingerprint BLOB    NOT NULL CHECK (length(fingerprint) = 16),
  PRIMARY KEY (item_id, key_name)
) STRICT, WITHOUT ROWID;

-- Values that several items of a run have in common.
CREATE TABLE shared_values (
  run_id   INTEGER NOT NULL REFERENCES runs (id),
  entry    INTEGER NOT NULL CHECK (entry >= 0),
  key_name TEXT    NOT NULL,
  app_id   TEXT    NOT NULL,                     -- '' when all apps share it
  sealed   BLOB    NOT NULL,
  PRIMARY KEY (run_id, entry, key_name, app_id)
) STRICT, WITHOUT ROWID;

-- One request for an item. A guard read is recorded here when it did not go through.
CREATE TABLE attempts (
  item_id     INTEGER NOT NULL REFERENCES items (id),
  number      INTEGER NOT NULL CHECK (number >= 1),
  request     TEXT    NOT NULL CHECK (request IN ('GET', 'PUT')),
  started_at  INTEGER NOT NULL,
  duration    INTEGER NOT NULL CHECK (duration >= 0),       -- microseconds
  status_code INTEGER CHECK (status_code BETWEEN 100 AND 999),
  error_kind  TEXT,
  error       TEXT,
  PRIMARY KEY (item_id, number)
) STRICT, WITHOUT ROWID;

-- The limiter of each API host, so that a restart goes on where the last process stopped.
CREATE TABLE paces (
  host                TEXT    NOT NULL PRIMARY KEY,
  theoretical_arrival INTEGER NOT NULL,          -- when the bucket is full again
  held_until          INTEGER NOT NULL,          -- Retry-After
  is_clean            INTEGER NOT NULL CHECK (is_clean IN (0, 1))  -- 0 while a process may have sent more
) STRICT;

CREATE VIEW run_summary AS
SELECT runs.id AS run,
       runs.uuid,
       revisions.plan,
       revisions.number AS revision,
       runs.state,
       runs.trigger,
       runs.shard,
       runs.items,
       runs.succeeded,
       runs.failed,
       runs.unknown,
       runs.skipped,
       runs.items - runs.succeeded - runs.failed - runs.unknown - runs.skipped AS pending,
       runs.attempts,
       strftime('%Y-%m-%dT%H:%M:%S', runs.started_at / 1000000, 'unixepoch')
         || printf('.%03dZ', runs.started_at / 1000 % 1000) AS started_at,
       strftime('%Y-%m-%dT%H:%M:%S', runs.finished_at / 1000000, 'unixepoch')
         || printf('.%03dZ', runs.finished_at / 1000 % 1000) AS finished_at,
       runs.stop_reason
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id;

CREATE VIEW run_outcomes AS
SELECT items.run_id AS run,
       revisions.plan,
       secrets.app_id,
       secrets.secret_name,
       items.state,
       CASE WHEN items.state IN ('succeeded', 'failed', 'unknown', 'skipped') THEN items.state END AS outcome,
       items.status_code,
       items.attempts,
       items.error_kind,
       items.error,
       strftime('%Y-%m-%dT%H:%M:%S', items.started_at / 1000000, 'unixepoch')
         || printf('.%03dZ', items.started_at / 1000 % 1000) AS started_at,
       strftime('%Y-%m-%dT%H:%M:%S', items.finished_at / 1000000, 'unixepoch')
         || printf('.%03dZ', items.finished_at / 1000 % 1000) AS finished_at
  FROM items
  JOIN runs ON runs.id = items.run_id
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN secrets ON secrets.id = items.secret_id;

CREATE VIEW attempt_log AS
SELECT items.run_id AS run,
       revisions.plan,
       secrets.app_id,
       secrets.secret_name,
       attempts.number,
       strftime('%Y-%m-%dT%H:%M:%S', attempts.started_at / 1000000, 'unixepoch')
         || printf('.%03dZ', attempts.started_at / 1000 % 1000) AS started_at,
       round(attempts.duration / 1000.0, 3) AS duration_ms,
       attempts.status_code,
       attempts.error_kind,
       attempts.error
  FROM attempts
  JOIN items ON items.id = attempts.item_id
  JOIN runs ON runs.id = items.run_id
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN secrets ON secrets.id = items.secret_id;
