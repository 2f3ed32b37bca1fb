CREATE TABLE coverage_snapshots (
  taken_at timestamptz NOT NULL,
  status text COLLATE "C" NOT NULL,
  payload jsonb NOT NULL,
  CONSTRAINT coverage_snapshots_pkey PRIMARY KEY (taken_at)
);

COMMENT ON TABLE coverage_snapshots IS 'How complete and fresh the stored bars were.';
COMMENT ON COLUMN coverage_snapshots.taken_at IS 'When it was taken, UTC.';
COMMENT ON COLUMN coverage_snapshots.status IS 'ok, degraded or idle.';
COMMENT ON COLUMN coverage_snapshots.payload IS 'Counts, buckets and lists.';

CREATE TABLE job_runs (
  id uuid NOT NULL,
  job text COLLATE "C" NOT NULL,
  params jsonb NOT NULL,
  status text COLLATE "C" NOT NULL,
  counters jsonb NOT NULL,
  error text,
  started_at timestamptz,
  finished_at timestamptz,
  created_at timestamptz NOT NULL,
  CONSTRAINT job_runs_pkey PRIMARY KEY (id),
  CONSTRAINT job_runs_sane CHECK (status IN ('running', 'ok', 'error', 'cancelled', 'skipped'))
);
CREATE INDEX job_runs_job ON job_runs (job, created_at);

COMMENT ON TABLE job_runs IS 'Runs of scheduled and commanded work.';
COMMENT ON COLUMN job_runs.id IS 'Unique.';
COMMENT ON COLUMN job_runs.job IS 'Name of the job.';
COMMENT ON COLUMN job_runs.params IS 'What it was asked to do.';
COMMENT ON COLUMN job_runs.status IS 'running, ok, error, cancelled or skipped.';
COMMENT ON COLUMN job_runs.counters IS 'What it did, by name.';
COMMENT ON COLUMN job_runs.error IS 'One sentence; null unless status is error.';
COMMENT ON COLUMN job_runs.started_at IS 'When it began, UTC.';
COMMENT ON COLUMN job_runs.finished_at IS 'When it ended; null while it runs, UTC.';
COMMENT ON COLUMN job_runs.created_at IS 'When the row was written, UTC.';

CREATE TABLE watchlists (
  name text COLLATE "C" NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT watchlists_pkey PRIMARY KEY (name)
);

COMMENT ON TABLE watchlists IS 'Lists of symbols that somebody watches.';
COMMENT ON COLUMN watchlists.name IS 'Name of the list.';
COMMENT ON COLUMN watchlists.created_at IS 'When the row was written, UTC.';

CREATE TABLE watchlist_symbols (
  name text COLLATE "C" NOT NULL,
  symbol text COLLATE "C" NOT NULL,
  CONSTRAINT watchlist_symbols_pkey PRIMARY KEY (name, symbol),
  CONSTRAINT watchlist_symbols_sane CHECK (symbol <> '')
);

COMMENT ON TABLE watchlist_symbols IS 'Members of watchlists.';
COMMENT ON COLUMN watchlist_symbols.name IS 'List in watchlists.';
COMMENT ON COLUMN watchlist_symbols.symbol IS 'As in price_bars.';

CREATE TABLE index_constituents (
  index_code text COLLATE "C" NOT NULL,
  symbol text COLLATE "C" NOT NULL,
  name text,
  sector text,
  is_active boolean NOT NULL,
  first_seen_at timestamptz NOT NULL,
  became_inactive_at timestamptz,
  CONSTRAINT index_constituents_pkey PRIMARY KEY (index_code, symbol),
  CONSTRAINT index_constituents_sane CHECK (symbol <> '')
);

COMMENT ON TABLE index_constituents IS 'Members of indices, now and before.';
COMMENT ON COLUMN index_constituents.index_code IS 'Index, such as SP500.';
COMMENT ON COLUMN index_constituents.symbol IS 'As in price_bars.';
COMMENT ON COLUMN index_constituents.name IS 'Name of the company; null: not given.';
COMMENT ON COLUMN index_constituents.sector IS 'Sector; null: not given.';
COMMENT ON COLUMN index_constituents.is_active IS 'Whether it is a member now.';
COMMENT ON COLUMN index_constituents.first_seen_at IS 'When it first stood in an imported list, UTC.';
COMMENT ON COLUMN index_constituents.became_inactive_at IS 'When it was first missing from one; null while it is a member, UTC.';

CREATE TABLE archives (
  table_name text COLLATE "C" NOT NULL,
  day date NOT NULL,
  file text NOT NULL,
  rows bigint NOT NULL,
  sha256 text COLLATE "C" NOT NULL,
  bytes bigint NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT archives_pkey PRIMARY KEY (table_name, day)
);

COMMENT ON TABLE archives IS 'Files that a day of a table was exported to, verified before the day was dropped.';
COMMENT ON COLUMN archives.table_name IS 'Table.';
COMMENT ON COLUMN archives.day IS 'UTC day of its rows.';
COMMENT ON COLUMN archives.file IS 'Path, relative to the archive folder unless absolute.';
COMMENT ON COLUMN archives.rows IS 'Rows in the file.';
COMMENT ON COLUMN archives.sha256 IS 'Lower-case hex of the file.';
COMMENT ON COLUMN archives.bytes IS 'Size of the file.';
COMMENT ON COLUMN archives.created_at IS 'When the row was written, UTC.';
