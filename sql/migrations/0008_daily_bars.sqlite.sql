-- One row per symbol and session with a regular-hours price. Prices are raw and of regular hours; volumes are by
-- segment.
CREATE TABLE daily_bars (
  symbol TEXT NOT NULL,            -- as in price_bars
  session_date TEXT NOT NULL,      -- exchange-local date of the session, YYYY-MM-DD
  open REAL NOT NULL,              -- first regular price, by open_source; quote currency
  high REAL NOT NULL,              -- highest regular price
  low REAL NOT NULL,               -- lowest regular price
  close REAL NOT NULL,             -- last regular price, by close_source
  volume_rth REAL NOT NULL,        -- regular hours and both auctions; shares or base currency
  volume_pre REAL NOT NULL,        -- pre-market
  volume_post REAL NOT NULL,       -- post-market, without the closing auction
  volume_total REAL NOT NULL,      -- sum of the three
  trade_count INTEGER NOT NULL,    -- trades of all segments
  vwap_rth REAL,                   -- volume-weighted average of regular hours, half up to 1e-9; null if no minute has
                                   -- one
  open_source TEXT NOT NULL,       -- official, auction or first_rth_bar
  close_source TEXT NOT NULL,      -- official, auction or last_rth_bar
  bars_rth INTEGER NOT NULL,       -- regular minutes present
  expected_bars INTEGER NOT NULL,  -- regular minutes of the session
  first_bar_ts INTEGER,            -- start of the first minute of all segments; null for imported days, unix seconds
  last_bar_ts INTEGER,             -- start of the last minute of all segments; null for imported days, unix seconds
  is_final INTEGER NOT NULL,       -- whether the session can no longer change by itself; 0 or 1
  adj_factor REAL NOT NULL,        -- what to multiply its prices by to compare them with those of today, to 12
                                   -- digits; 1 without a split
  origin TEXT NOT NULL,            -- minutes: rolled up from price_bars; import: read from a file, and never replaced
                                   -- by minutes
  revision INTEGER NOT NULL,       -- 1 at first, +1 each time a figure changed
  computed_at INTEGER NOT NULL,    -- when a figure last changed, unix microseconds
  PRIMARY KEY (symbol, session_date),
  CONSTRAINT daily_bars_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume_total >= 0 AND trade_count
                                    >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX daily_bars_session_date ON daily_bars (session_date);

-- UTC days with minutes that were written late: sessions that touch them are computed again and the mark is taken
-- away.
CREATE TABLE dirty_days (
  day TEXT NOT NULL,           -- UTC day of the minutes, YYYY-MM-DD
  marked_at INTEGER NOT NULL,  -- when the last of them was written, unix microseconds
  PRIMARY KEY (day)
) STRICT, WITHOUT ROWID;
