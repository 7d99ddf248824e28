-- Times of plans' schedules that were handled: a run was started for each, or its window had passed.
CREATE TABLE fires (
  plan       TEXT    NOT NULL,
  fire_at    INTEGER NOT NULL,
  handled_at INTEGER NOT NULL,
  run_id     INTEGER REFERENCES runs (id),       -- NULL: skipped
  PRIMARY KEY (plan, fire_at)
) STRICT, WITHOUT ROWID;

CREATE INDEX fires_of_run ON fires (run_id) WHERE run_id IS NOT NULL;

-- Whoever takes items away asks for those that point to them.
CREATE INDEX items_by_restores ON items (restores) WHERE restores IS NOT NULL;

-- 1 when only some of the plan's targets were asked for: such a run says nothing about the plan as a whole.
ALTER TABLE runs ADD COLUMN is_partial INTEGER NOT NULL DEFAULT 0 CHECK (is_partial IN (0, 1));
