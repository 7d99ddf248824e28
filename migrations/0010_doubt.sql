-- Doubt sticks: an item is in doubt from the moment its request leaves until a 200 as sent settles it, whatever a later
-- request is answered. 0: none; 1: answered, but so that the value may be in place; 2: a request got no answer.
DROP VIEW run_outcomes;
DROP VIEW attempt_log;

ALTER TABLE attempts ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2);

UPDATE attempts
   SET doubt = iif(status_code IS NULL, 2, 1)
 WHERE request = 'PUT' AND error_kind IS NOT NULL
   AND (status_code IS NULL AND error_kind NOT IN ('connect', 'dns', 'tls')
        OR status_code IN (408, 499) OR status_code < 300 OR status_code >= 500);

-- A late request is looked for by its age, and few requests are in doubt.
CREATE INDEX attempts_in_doubt ON attempts (started_at) WHERE doubt > 0;

ALTER TABLE items ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt BETWEEN 0 AND 2);

UPDATE items
   SET doubt = CASE WHEN state IN ('unknown', 'sending') THEN 2
                    WHEN error_kind = 'step_verify' OR state = 'failed' THEN 1
                    WHEN is_ambiguous = 1 THEN 2
                    ELSE 1 END
 WHERE state NOT IN ('pending', 'succeeded')
   AND (state IN ('unknown', 'sending') OR is_ambiguous = 1 OR error_kind = 'step_verify'
        OR EXISTS (SELECT 1 FROM attempts WHERE attempts.item_id = items.id AND attempts.doubt > 0));

ALTER TABLE items DROP COLUMN is_ambiguous;

-- The run that a rollback undoes. No reference: that run may be pruned.
ALTER TABLE runs ADD COLUMN undoes INTEGER;

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
         || printf('.%03dZ', items.finished_at / 1000 % 1000) AS finished_at,
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
       strftime('%Y-%m-%dT%H:%M:%S', ifnull(attempts.started_at, items.started_at) / 1000000, 'unixepoch')
         || printf('.%03dZ', ifnull(attempts.started_at, items.started_at) / 1000 % 1000) AS started_at,
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
