-- Bars of 5 minutes, folded from price_bars; never across the end of a session segment. Columns as in price_bars.
CREATE TABLE bars_5m (
  symbol TEXT NOT NULL,          -- as in price_bars
  timestamp INTEGER NOT NULL,    -- start of the bar; counted from the start of its session segment, unix seconds
  open REAL NOT NULL,            -- open of the first minute; quote currency
  high REAL NOT NULL,            -- greatest high of its minutes
  low REAL NOT NULL,             -- least low of its minutes
  close REAL NOT NULL,           -- close of the last minute
  volume REAL NOT NULL,          -- sum of its minutes; shares or base currency
  vwap REAL,                     -- volume-weighted average of the minutes that have one, half up to 1e-9; null if
                                 -- none has
  trade_count INTEGER NOT NULL,  -- sum of its minutes
  revision INTEGER NOT NULL,     -- sum of the revisions of its minutes: it grows with each minute that is added or
                                 -- issued again
  quality INTEGER NOT NULL,      -- bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming
                                 -- when stored; 0 complete
  created_at INTEGER NOT NULL,   -- when this row was last written, unix microseconds
  PRIMARY KEY (timestamp, symbol),
  CONSTRAINT bars_5m_sane CHECK (symbol <> '' AND timestamp % 60 = 0 AND low > 0 AND high >= low AND volume >= 0
                                 AND trade_count >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX bars_5m_hour_symbol ON bars_5m (timestamp / 3600, symbol);

-- Bars of 15 minutes, folded from price_bars; never across the end of a session segment. Columns as in price_bars.
CREATE TABLE bars_15m (
  symbol TEXT NOT NULL,          -- as in price_bars
  timestamp INTEGER NOT NULL,    -- start of the bar; counted from the start of its session segment, unix seconds
  open REAL NOT NULL,            -- open of the first minute; quote currency
  high REAL NOT NULL,            -- greatest high of its minutes
  low REAL NOT NULL,             -- least low of its minutes
  close REAL NOT NULL,           -- close of the last minute
  volume REAL NOT NULL,          -- sum of its minutes; shares or base currency
  vwap REAL,                     -- volume-weighted average of the minutes that have one, half up to 1e-9; null if
                                 -- none has
  trade_count INTEGER NOT NULL,  -- sum of its minutes
  revision INTEGER NOT NULL,     -- sum of the revisions of its minutes: it grows with each minute that is added or
                                 -- issued again
  quality INTEGER NOT NULL,      -- bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming
                                 -- when stored; 0 complete
  created_at INTEGER NOT NULL,   -- when this row was last written, unix microseconds
  PRIMARY KEY (timestamp, symbol),
  CONSTRAINT bars_15m_sane CHECK (symbol <> '' AND timestamp % 60 = 0 AND low > 0 AND high >= low AND volume >= 0
                                  AND trade_count >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX bars_15m_hour_symbol ON bars_15m (timestamp / 3600, symbol);

-- Bars of an hour, folded from price_bars; never across the end of a session segment. Columns as in price_bars.
CREATE TABLE bars_1h (
  symbol TEXT NOT NULL,          -- as in price_bars
  timestamp INTEGER NOT NULL,    -- start of the bar; counted from the start of its session segment, unix seconds
  open REAL NOT NULL,            -- open of the first minute; quote currency
  high REAL NOT NULL,            -- greatest high of its minutes
  low REAL NOT NULL,             -- least low of its minutes
  close REAL NOT NULL,           -- close of the last minute
  volume REAL NOT NULL,          -- sum of its minutes; shares or base currency
  vwap REAL,                     -- volume-weighted average of the minutes that have one, half up to 1e-9; null if
                                 -- none has
  trade_count INTEGER NOT NULL,  -- sum of its minutes
  revision INTEGER NOT NULL,     -- sum of the revisions of its minutes: it grows with each minute that is added or
                                 -- issued again
  quality INTEGER NOT NULL,      -- bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming
                                 -- when stored; 0 complete
  created_at INTEGER NOT NULL,   -- when this row was last written, unix microseconds
  PRIMARY KEY (timestamp, symbol),
  CONSTRAINT bars_1h_sane CHECK (symbol <> '' AND timestamp % 60 = 0 AND low > 0 AND high >= low AND volume >= 0
                                 AND trade_count >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX bars_1h_hour_symbol ON bars_1h (timestamp / 3600, symbol);
