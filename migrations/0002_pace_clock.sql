-- The moments in `paces` are the wall clock's. When it was set back since, only what was left of them counts, and that
-- is told by the moment at which they were written.
ALTER TABLE paces ADD COLUMN saved_at INTEGER NOT NULL DEFAULT 0;
