-- Files of sql/migrations that this store has; forward only.
CREATE TABLE schema_migrations (
  version INTEGER NOT NULL PRIMARY KEY,  -- number at the head of the file name
  name TEXT NOT NULL,                    -- file name
  sha256 TEXT NOT NULL,                  -- lower-case hex of the file as it was applied; an altered file is refused
  applied_at INTEGER NOT NULL            -- unix microseconds, by the clock of the machine that migrated
) STRICT;
