-- Every official and auction print of a session stays, not one of each role and exchange: which of them counts is
-- decided where the day is made. By its id a print that is taken back is found again.
ALTER TABLE session_prints RENAME TO session_prints_before;

-- Official and auction prices of a session, one row per print. A print that the provider took back is not in it.
CREATE TABLE session_prints (
  symbol TEXT NOT NULL,         -- as in price_bars
  session_date TEXT NOT NULL,   -- session the print belongs to, YYYY-MM-DD
  role TEXT NOT NULL,           -- official_close, corrected_close, official_open, closing_print or opening_print
  exchange TEXT NOT NULL,       -- provider's number of the exchange, or the byte of its letter; empty if it
                                -- gives none
  price REAL NOT NULL,          -- price of the print; quote currency
  size REAL NOT NULL,           -- size of the print; shares or base currency
  event_time INTEGER NOT NULL,  -- when it traded, by the exchange, unix microseconds
  print_id TEXT NOT NULL,       -- provider's id of the print, unsigned 64 bit as decimal text; 0 if it gives none, or
                                -- of rows written before ids were kept
  PRIMARY KEY (session_date, symbol, role, exchange, event_time, print_id),
  CONSTRAINT session_prints_sane CHECK (symbol <> '' AND price > 0 AND size >= 0)
) STRICT, WITHOUT ROWID;

INSERT INTO session_prints (symbol, session_date, role, exchange, price, size, event_time, print_id)
SELECT symbol, session_date, role, exchange, price, size, event_time, '0' FROM session_prints_before;
DROP TABLE session_prints_before;
