-- The newest indicators of each symbol.
CREATE TABLE market_snapshot (
  symbol TEXT NOT NULL,          -- as in price_bars
  analysis_type TEXT NOT NULL,   -- which bars: technical_1d, technical_5m and so on
  as_of_date TEXT NOT NULL,      -- session of the newest bar used, YYYY-MM-DD
  close REAL,                    -- close of that bar, split-adjusted; quote currency
  rsi_14 REAL,                   -- relative strength index, 0 to 100; null while warming up
  atr_14 REAL,                   -- average true range; quote currency
  adx_14 REAL,                   -- average directional index, 0 to 100
  macd REAL,                     -- moving average convergence divergence, 12 and 26; quote currency
  ma_bucket TEXT,                -- where the averages stand: LEADING, LAGGING, NEUTRAL or UNKNOWN
  stage_label TEXT,              -- stage of the trend
  stage_slope_pct REAL,          -- slope of the long average, percent
  stage_dist_pct REAL,           -- close against the long average, percent
  perf_1d REAL,                  -- change over 1 session, percent
  perf_20d REAL,                 -- change over 20 sessions, percent
  perf_252d REAL,                -- change over 252 sessions, percent
  payload TEXT NOT NULL,         -- every indicator by name
  revision INTEGER NOT NULL,     -- 1 at first, +1 each time a figure changed for this as_of_date
  computed_at INTEGER NOT NULL,  -- when a figure last changed, unix microseconds
  expiry_timestamp INTEGER,      -- after this the row is out of date, unix microseconds
  PRIMARY KEY (symbol, analysis_type),
  CONSTRAINT market_snapshot_sane CHECK (symbol <> '' AND json_valid(payload))
) STRICT, WITHOUT ROWID;

-- Every revision of market_snapshot; rows are never changed.
CREATE TABLE market_snapshot_history (
  symbol TEXT NOT NULL,          -- as in price_bars
  analysis_type TEXT NOT NULL,   -- which bars: technical_1d, technical_5m and so on
  as_of_date TEXT NOT NULL,      -- session of the newest bar used, YYYY-MM-DD
  close REAL,                    -- close of that bar, split-adjusted; quote currency
  rsi_14 REAL,                   -- relative strength index, 0 to 100; null while warming up
  atr_14 REAL,                   -- average true range; quote currency
  adx_14 REAL,                   -- average directional index, 0 to 100
  macd REAL,                     -- moving average convergence divergence, 12 and 26; quote currency
  ma_bucket TEXT,                -- where the averages stand: LEADING, LAGGING, NEUTRAL or UNKNOWN
  stage_label TEXT,              -- stage of the trend
  stage_slope_pct REAL,          -- slope of the long average, percent
  stage_dist_pct REAL,           -- close against the long average, percent
  perf_1d REAL,                  -- change over 1 session, percent
  perf_20d REAL,                 -- change over 20 sessions, percent
  perf_252d REAL,                -- change over 252 sessions, percent
  payload TEXT NOT NULL,         -- every indicator by name
  revision INTEGER NOT NULL,     -- 1 at first, +1 each time a figure changed for this as_of_date
  computed_at INTEGER NOT NULL,  -- when a figure last changed, unix microseconds
  PRIMARY KEY (symbol, analysis_type, as_of_date, revision),
  CONSTRAINT market_snapshot_history_sane CHECK (symbol <> '' AND json_valid(payload))
) STRICT, WITHOUT ROWID;
CREATE INDEX market_snapshot_history_as_of_date ON market_snapshot_history (as_of_date, analysis_type);
