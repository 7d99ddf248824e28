-- Requests besides GET and PUT: POST creates a secret, REVEAL reads its values. NULL where the process ended before it
-- recorded which of them was under way.
DROP VIEW run_outcomes;
DROP VIEW attempt_log;

CREATE TABLE new_attempts (
  item_id     INTEGER NOT NULL REFERENCES items (id),
  number      INTEGER NOT NULL CHECK (number >= 1),
  request     TEXT    CHECK (request IN ('GET', 'PUT', 'POST', 'REVEAL')),
  started_at  INTEGER NOT NULL,
  duration    INTEGER NOT NULL CHECK (duration >= 0),       -- microseconds
  status_code INTEGER CHECK (status_code BETWEEN 100 AND 999),
  error_kind  TEXT,
  error       TEXT,
  doubt       INTEGER NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2),
  PRIMARY KEY (item_id, number)
) STRICT, WITHOUT ROWID;

INSERT INTO new_attempts (item_id, number, request, started_at, duration, status_code, error_kind, error, doubt)
SELECT item_id, number, request, started_at, duration, status_code, error_kind, error, doubt
  FROM attempts
 ORDER BY item_id, number;

DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;
CREATE INDEX attempts_in_doubt ON attempts (started_at) WHERE doubt > 0;

-- Whether the item made its secret, or may have; another that succeeded wrote one that was there.
ALTER TABLE items ADD COLUMN is_created INTEGER NOT NULL DEFAULT 0 CHECK (is_created IN (0, 1));

-- Of the succeeded, kept in the transaction that changes the items.
ALTER TABLE runs ADD COLUMN created INTEGER NOT NULL DEFAULT 0 CHECK (created >= 0);

-- As the API last said them.
ALTER TABLE secrets ADD COLUMN k8s_name TEXT;
ALTER TABLE secrets ADD COLUMN created_at TEXT;

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
       strftime('%Y-%m-%dT%H:%M:%S', items.started_at / 1000000 - (items.started_at % 1000000 < 0), 'unixepoch')
         || printf('.%03dZ', (items.started_at % 1000000 + 1000000) % 1000000 / 1000) AS started_at,
       strftime('%Y-%m-%dT%H:%M:%S', items.finished_at / 1000000 - (items.finished_at % 1000000 < 0), 'unixepoch')
         || printf('.%03dZ', (items.finished_at % 1000000 + 1000000) % 1000000 / 1000) AS finished_at,
       iif(items.state = 'sending' OR items.doubt > 0, 1, 0) AS in_doubt,
       CASE WHEN items.state = 'succeeded' THEN iif(items.is_created = 1, 'created', 'updated') END AS action,
       secrets.k8s_name
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
       strftime('%Y-%m-%dT%H:%M:%S',
                ifnull(attempts.started_at, items.started_at) / 1000000
                  - (ifnull(attempts.started_at, items.started_at) % 1000000 < 0), 'unixepoch')
         || printf('.%03dZ', (ifnull(attempts.started_at, items.started_at) % 1000000 + 1000000) % 1000000 / 1000)
         AS started_at,
       round(ifnull(attempts.duration, items.duration) / 1000.0, 3) AS duration_ms,
       iif(attempts.number IS NULL, items.status_code, attempts.status_code) AS status_code,
       attempts.error_kind,
       attempts.error,
       CASE WHEN attempts.number IS NULL THEN iif(items.is_created = 1, 'POST', 'PUT')
            WHEN attempts.request = 'REVEAL' THEN 'GET'
            ELSE attempts.request END AS method
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN items ON items.id BETWEEN runs.first_item AND runs.last_item
  JOIN secrets ON secrets.id = items.secret_id
  LEFT JOIN attempts ON attempts.item_id = items.id
 WHERE attempts.number IS NOT NULL OR items.duration IS NOT NULL;
