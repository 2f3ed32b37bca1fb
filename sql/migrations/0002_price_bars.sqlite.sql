-- One row per symbol and minute in which a price-forming trade happened; by event time. A row is only ever replaced by
-- one with a greater (revision, trade_count).
CREATE TABLE price_bars (
  symbol TEXT NOT NULL,          -- ticker; with a venue in front ("usdm:BTCUSDT") where one feed has several order books
  timestamp INTEGER NOT NULL,    -- start of the minute [start, start + 60), unix seconds
  open REAL NOT NULL,            -- price of the first eligible trade by (event time, sequence); 15 significant digits
  high REAL NOT NULL,            -- highest eligible price
  low REAL NOT NULL,             -- lowest eligible price
  close REAL NOT NULL,           -- price of the last eligible trade
  volume REAL NOT NULL,          -- sum of the sizes that count in volume; shares or base currency
  vwap REAL,                     -- volume-weighted average of the trades that may set high and low; null if none may
  trade_count INTEGER NOT NULL,  -- trades counted in this bar
  revision INTEGER NOT NULL,     -- 1 at the first close, +1 each time the bar was issued again
  quality INTEGER NOT NULL,      -- bits: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming when stored; 0 complete
  created_at INTEGER NOT NULL,   -- when this row was last written, unix microseconds, by the writer's clock
  PRIMARY KEY (timestamp, symbol),
  CONSTRAINT price_bars_sane CHECK (symbol <> '' AND timestamp % 60 = 0 AND low > 0 AND high >= low AND volume >= 0
                                    AND trade_count >= 0)
) STRICT, WITHOUT ROWID;

-- One symbol's history without scanning everyone's: ask hour by hour, `timestamp / 3600 = ? AND symbol = ?`.
-- Keyed by hour first, so that a minute's rows touch few pages; sql/README.md has the measurement.
CREATE INDEX price_bars_hour_symbol ON price_bars (timestamp / 3600, symbol);
