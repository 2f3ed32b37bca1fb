CREATE TABLE schema_migrations (
  version integer PRIMARY KEY,
  name text NOT NULL,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL
);
COMMENT ON TABLE schema_migrations IS 'Files of sql/migrations that this store has; forward only.';
COMMENT ON COLUMN schema_migrations.version IS 'Number at the head of the file name.';
COMMENT ON COLUMN schema_migrations.name IS 'File name.';
COMMENT ON COLUMN schema_migrations.sha256 IS 'Lower-case hex of the file as it was applied; an altered file is refused.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'UTC, by the clock of the machine that migrated.';
