-- Sets of securities that aggregates are computed over. A set never changes; another list is another set.
CREATE TABLE security_sets (
  set_hash TEXT NOT NULL,         -- name of the set, as given or derived from its tickers
  tickers_json TEXT NOT NULL,     -- array of symbols, sorted
  ticker_count INTEGER NOT NULL,  -- length of the array
  created_at INTEGER NOT NULL,    -- when the row was written, unix microseconds
  PRIMARY KEY (set_hash),
  CONSTRAINT security_sets_sane CHECK (json_valid(tickers_json))
) STRICT, WITHOUT ROWID;

-- Names that stay while the sets behind them change over time.
CREATE TABLE security_set_aliases (
  name TEXT NOT NULL,       -- name such as SP500
  set_hash TEXT NOT NULL,   -- set in force
  from_date TEXT NOT NULL,  -- first session it is in force, YYYY-MM-DD
  to_date TEXT,             -- last session it is in force; null: until the next, YYYY-MM-DD
  PRIMARY KEY (name, from_date)
) STRICT, WITHOUT ROWID;
CREATE INDEX security_set_aliases_set_hash ON security_set_aliases (set_hash);

-- Values of one security at the end of one session or bar: moving averages, rates of change. A cache; it can be
-- computed again from bars.
CREATE TABLE security_metric_values (
  ticker TEXT NOT NULL,          -- as symbol in price_bars
  as_of_date TEXT NOT NULL,      -- session of the newest price used, YYYY-MM-DD
  interval TEXT NOT NULL,        -- length of the bars used: day, or as in 1m
  metric_key TEXT NOT NULL,      -- what it is, such as sma:13, sma:8:shift=5 or roc:17
  value REAL,                    -- the value; null: not enough history
  revision INTEGER NOT NULL,     -- which state of the bars it was computed from: another one makes it out of date
  computed_at INTEGER NOT NULL,  -- when a figure last changed, unix microseconds
  PRIMARY KEY (as_of_date, interval, metric_key, ticker),
  CONSTRAINT security_metric_values_sane CHECK (ticker <> '')
) STRICT, WITHOUT ROWID;

-- Breadth: values over a whole set of securities, such as ma_13_above_count.
CREATE TABLE security_aggregate_values (
  set_hash TEXT NOT NULL,          -- set of security_sets
  as_of_date TEXT NOT NULL,        -- session, YYYY-MM-DD
  interval TEXT NOT NULL,          -- day, or 1m for values of each minute of the session
  metric_key TEXT NOT NULL,        -- what it is, such as advances or roc_27_vs_4_lt_pct
  as_of INTEGER NOT NULL,          -- close of the session, or the end of the minute, unix microseconds
  value REAL,                      -- the value; null: not defined for these members
  valid_count INTEGER NOT NULL,    -- members with a value
  missing_count INTEGER NOT NULL,  -- members without
  computed_at INTEGER NOT NULL,    -- when a figure last changed, unix microseconds
  PRIMARY KEY (set_hash, as_of_date, interval, metric_key, as_of)
) STRICT, WITHOUT ROWID;
CREATE INDEX security_aggregate_values_as_of_date ON security_aggregate_values (as_of_date);
