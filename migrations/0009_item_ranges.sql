-- Less to write for each item. A run's items have consecutive ids, so the run says where they begin and end and up to where
-- they are through, in place of two indexes; an item that succeeds at once holds its attempt itself; and references
-- are checked when a transaction ends, because before that SQLite keeps a copy of every page that a statement changes.
DROP VIEW run_outcomes;
DROP VIEW attempt_log;

ALTER TABLE runs ADD COLUMN first_item INTEGER NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN last_item INTEGER NOT NULL DEFAULT 0;
-- No item up to this one has anything left to do.
ALTER TABLE runs ADD COLUMN settled_through INTEGER NOT NULL DEFAULT 0;

UPDATE runs
   SET first_item = bounds.first_item, last_item = bounds.last_item,
       settled_through = ifnull(bounds.first_unsettled - 1, bounds.last_item)
  FROM (SELECT run_id, min(id) AS first_item, max(id) AS last_item,
               min(id) FILTER (WHERE finished_at IS NULL) AS first_unsettled
          FROM items
         GROUP BY run_id) AS bounds
 WHERE bounds.run_id = runs.id;

CREATE TABLE items_next (
  -- An id is never given again, not even after `prune`: no two runs' ranges overlap.
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  -- No reference: without an index on it the removal of a run would look through all items for this one's.
  run_id       INTEGER NOT NULL,
  secret_id    INTEGER NOT NULL REFERENCES secrets (id) DEFERRABLE INITIALLY DEFERRED,
  entry        INTEGER NOT NULL CHECK (entry >= 0),
  state        TEXT    NOT NULL DEFAULT 'pending'
               CHECK (state = 'sending' OR state = 'succeeded' OR state = 'prepared' OR state = 'pending'
                      OR state = 'failed' OR state = 'unknown' OR state = 'skipped'),
  attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  budget_start INTEGER NOT NULL DEFAULT 0 CHECK (budget_start >= 0),  -- attempts before the present budget of them
  is_ambiguous INTEGER NOT NULL DEFAULT 0 CHECK (is_ambiguous IN (0, 1)),  -- an attempt may have been applied
  status_code  INTEGER CHECK (status_code BETWEEN 100 AND 999),
  error_kind   TEXT,
  error        TEXT,
  started_at   INTEGER,
  finished_at  INTEGER,                          -- set in the terminal states, and in no other
  restores     INTEGER REFERENCES items (id) DEFERRABLE INITIALLY DEFERRED,  -- the version that an item puts back
  app_name     TEXT,                          -- when the run started, where the plan needs it
  -- Microseconds that the only request took, for an item that succeeded with its first: it has no row in `attempts`.
  duration     INTEGER CHECK (duration >= 0)
) STRICT;

INSERT INTO items_next
SELECT id, run_id, secret_id, entry, state, attempts, budget_start, is_ambiguous, status_code, error_kind, error,
       started_at, finished_at, restores, app_name, NULL
  FROM items;

DROP TABLE items;
ALTER TABLE items_next RENAME TO items;

CREATE INDEX items_of_secret ON items (secret_id);
CREATE INDEX items_with_error ON items (run_id, id) WHERE error_kind IS NOT NULL;
CREATE INDEX items_by_restores ON items (restores) WHERE restores IS NOT NULL;

CREATE VIEW run_outcomes AS
SELECT runs.id AS run,
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
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN items ON items.id BETWEEN runs.first_item AND runs.last_item
  JOIN secrets ON secrets.id = items.secret_id;

CREATE VIEW attempt_log AS
SELECT runs.id AS run,
       revisions.plan,
       secrets.app_id,
       secrets.secret_name,
       ifnull(attempts.number, 1) AS number,
       strftime('%Y-%m-%dT%H:%M:%S', ifnull(attempts.started_at, items.started_at) / 1000000, 'unixepoch')
         || printf('.%03dZ', ifnull(attempts.started_at, items.started_at) / 1000 % 1000) AS started_at,
       round(ifnull(attempts.duration, items.duration) / 1000.0, 3) AS duration_ms,
       iif(attempts.number IS NULL, items.status_code, attempts.status_code) AS status_code,
       attempts.error_kind,
       attempts.error
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN items ON items.id BETWEEN runs.first_item AND runs.last_item
  JOIN secrets ON secrets.id = items.secret_id
  LEFT JOIN attempts ON attempts.item_id = items.id
 WHERE attempts.number IS NOT NULL OR items.duration IS NOT NULL;
