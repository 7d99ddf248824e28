-- Which notices of a run's end have gone out, so that one whose process was killed before is made up once.
CREATE TABLE notices (
  run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  channel    TEXT    NOT NULL CHECK (channel IN ('command', 'webhook')),
  -- owed: it has not gone out, or nobody knows. failed: it was tried in vain. unneeded: the plan wants none of this end.
  state      TEXT    NOT NULL CHECK (state IN ('owed', 'sent', 'failed', 'unneeded')),
  settled_at INTEGER,                            -- NULL while it is owed
  PRIMARY KEY (run_id, channel),
  CHECK ((state = 'owed') = (settled_at IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_owed ON notices (run_id) WHERE state = 'owed';

-- In the transaction that begins a run or continues it: a process that is killed at any moment after it owes the notice.
CREATE TRIGGER notices_of_new_runs AFTER INSERT ON runs WHEN NEW.state = 'running'
BEGIN
  INSERT INTO notices (run_id, channel, state)
  SELECT NEW.id, channels.value, 'owed'
    FROM revisions, json_each('["command","webhook"]') AS channels
   WHERE revisions.id = NEW.revision_id
     AND ifnull(json_type(revisions.definition, '$.notify.' || channels.value), 'null') <> 'null';
END;

CREATE TRIGGER notices_of_continued_runs AFTER UPDATE OF state ON runs
WHEN NEW.state = 'running' AND OLD.state <> 'running'
BEGIN
  INSERT INTO notices (run_id, channel, state)
  SELECT NEW.id, channels.value, 'owed'
    FROM revisions, json_each('["command","webhook"]') AS channels
   WHERE revisions.id = NEW.revision_id
     AND ifnull(json_type(revisions.definition, '$.notify.' || channels.value), 'null') <> 'null'
      ON CONFLICT (run_id, channel) DO UPDATE SET state = 'owed', settled_at = NULL;
END;
