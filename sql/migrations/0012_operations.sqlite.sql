-- How complete and fresh the stored bars were.
CREATE TABLE coverage_snapshots (
  taken_at INTEGER NOT NULL,  -- when it was taken, unix microseconds
  status TEXT NOT NULL,       -- ok, degraded or idle
  payload TEXT NOT NULL,      -- counts, buckets and lists
  PRIMARY KEY (taken_at),
  CONSTRAINT coverage_snapshots_sane CHECK (json_valid(payload))
) STRICT, WITHOUT ROWID;

-- Runs of scheduled and commanded work.
CREATE TABLE job_runs (
  id TEXT NOT NULL,             -- unique
  job TEXT NOT NULL,            -- name of the job
  params TEXT NOT NULL,         -- what it was asked to do
  status TEXT NOT NULL,         -- running, ok, error, cancelled or skipped
  counters TEXT NOT NULL,       -- what it did, by name
  error TEXT,                   -- one sentence; null unless status is error
  started_at INTEGER,           -- when it began, unix microseconds
  finished_at INTEGER,          -- when it ended; null while it runs, unix microseconds
  created_at INTEGER NOT NULL,  -- when the row was written, unix microseconds
  PRIMARY KEY (id),
  CONSTRAINT job_runs_sane CHECK (status IN ('running', 'ok', 'error', 'cancelled', 'skipped') AND
                                  json_valid(params) AND json_valid(counters))
) STRICT, WITHOUT ROWID;
CREATE INDEX job_runs_job ON job_runs (job, created_at);

-- Lists of symbols that somebody watches.
CREATE TABLE watchlists (
  name TEXT NOT NULL,           -- name of the list
  created_at INTEGER NOT NULL,  -- when the row was written, unix microseconds
  PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;

-- Members of watchlists.
CREATE TABLE watchlist_symbols (
  name TEXT NOT NULL,    -- list in watchlists
  symbol TEXT NOT NULL,  -- as in price_bars
  PRIMARY KEY (name, symbol),
  CONSTRAINT watchlist_symbols_sane CHECK (symbol <> '')
) STRICT, WITHOUT ROWID;

-- Members of indices, now and before.
CREATE TABLE index_constituents (
  index_code TEXT NOT NULL,        -- index, such as SP500
  symbol TEXT NOT NULL,            -- as in price_bars
  name TEXT,                       -- name of the company; null: not given
  sector TEXT,                     -- sector; null: not given
  is_active INTEGER NOT NULL,      -- whether it is a member now; 0 or 1
  first_seen_at INTEGER NOT NULL,  -- when it first stood in an imported list, unix microseconds
  became_inactive_at INTEGER,      -- when it was first missing from one; null while it is a member, unix microseconds
  PRIMARY KEY (index_code, symbol),
  CONSTRAINT index_constituents_sane CHECK (symbol <> '')
) STRICT, WITHOUT ROWID;

-- Files that a day of a table was exported to, verified before the day was dropped.
CREATE TABLE archives (
  table_name TEXT NOT NULL,     -- table
  day TEXT NOT NULL,            -- UTC day of its rows, YYYY-MM-DD
  file TEXT NOT NULL,           -- path, relative to the archive folder unless absolute
  rows INTEGER NOT NULL,        -- rows in the file
  sha256 TEXT NOT NULL,         -- lower-case hex of the file
  bytes INTEGER NOT NULL,       -- size of the file
  created_at INTEGER NOT NULL,  -- when the row was written, unix microseconds
  PRIMARY KEY (table_name, day)
) STRICT, WITHOUT ROWID;
