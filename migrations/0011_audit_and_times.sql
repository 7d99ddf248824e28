-- More that the audit trail keeps; who else has a secret is found by an index; and times before 1970 are shown right:
-- SQLite's `/` and `%` round towards zero, a clock counts from below.
CREATE TABLE audit_next (
  id          INTEGER PRIMARY KEY CHECK (id >= 1),   -- without a gap
  at          INTEGER NOT NULL,
  actor       TEXT    NOT NULL,
  host        TEXT    NOT NULL,
  action      TEXT    NOT NULL
              CHECK (action IN ('apply', 'remove', 'run', 'resume', 'retry', 'rollback', 'restore', 'cancel', 'adopt',
                                'reveal', 'key_rotate', 'prune', 'login', 'logout', 'end', 'restored', 'backup',
                                'retire', 'confirm', 'coverage')),
  plan        TEXT,
  revision    INTEGER,
  run         INTEGER,
  app_id      TEXT,
  secret_name TEXT,
  detail      TEXT,
  hash        BLOB    NOT NULL CHECK (length(hash) = 32)
) STRICT;

INSERT INTO audit_next SELECT id, at, actor, host, action, plan, revision, run, app_id, secret_name, detail, hash FROM audit;

DROP TABLE audit;
ALTER TABLE audit_next RENAME TO audit;

-- Which other plans name a plan's targets.
CREATE INDEX revision_targets_of_secret ON revision_targets (secret_id);

DROP VIEW run_summary;
DROP VIEW run_outcomes;
DROP VIEW attempt_log;

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
       strftime('%Y-%m-%dT%H:%M:%S', runs.started_at / 1000000 - (runs.started_at % 1000000 < 0), 'unixepoch')
         || printf('.%03dZ', (runs.started_at % 1000000 + 1000000) % 1000000 / 1000) AS started_at,
       strftime('%Y-%m-%dT%H:%M:%S', runs.finished_at / 1000000 - (runs.finished_at % 1000000 < 0), 'unixepoch')
         || printf('.%03dZ', (runs.finished_at % 1000000 + 1000000) % 1000000 / 1000) AS finished_at,
       runs.stop_reason
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id;

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
       iif(items.state = 'sending' OR items.doubt > 0, 1, 0) AS in_doubt
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
       ifnull(attempts.request, 'PUT') AS method
  FROM runs
  JOIN revisions ON revisions.id = runs.revision_id
  JOIN items ON items.id BETWEEN runs.first_item AND runs.last_item
  JOIN secrets ON secrets.id = items.secret_id
  LEFT JOIN attempts ON attempts.item_id = items.id
 WHERE attempts.number IS NOT NULL OR items.duration IS NOT NULL;
