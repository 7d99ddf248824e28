-- Names of apps as the API listed them the last time, for people: an id tells nobody whose app it is. And from which file a
-- revision was applied, so that a second file that takes over a plan is noticed.
CREATE TABLE apps (
  app_id TEXT PRIMARY KEY,
  name   TEXT NOT NULL   -- not unique: two apps may have the same
) STRICT, WITHOUT ROWID;

CREATE INDEX apps_by_name ON apps (name);

-- The latest item tells: beside `max()` SQLite takes the other columns from the same row.
INSERT INTO apps (app_id, name)
SELECT app_id, app_name
  FROM (SELECT secrets.app_id, items.app_name, max(items.id)
          FROM items
          JOIN secrets ON secrets.id = items.secret_id
         WHERE items.app_name IS NOT NULL
         GROUP BY secrets.app_id);

ALTER TABLE revisions ADD COLUMN file TEXT;   -- NULL for standard input, another program, and older revisions
