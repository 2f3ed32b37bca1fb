-- One row per symbol ever seen: which calendar its sessions follow, and what is known of it. A feed fills what is
-- empty and replaces nothing.
CREATE TABLE instruments (
  symbol TEXT NOT NULL,                  -- as in price_bars
  calendar TEXT NOT NULL,                -- market whose sessions it follows, as in market_calendar, such as xnys;
                                         -- always: UTC days; empty: not known
  feed TEXT NOT NULL,                    -- feed that delivered it first, by its name in the configuration; empty:
                                         -- none yet
  name TEXT,                             -- name of the company or pair; null: not known
  exchange TEXT,                         -- listing exchange; null: not known
  security_type TEXT,                    -- kind of security, such as CS, ETF, ADRC or CRYPTO; null: not known
  sector TEXT,                           -- sector; null: not known
  industry TEXT,                         -- industry; null: not known
  sub_industry TEXT,                     -- sub-industry; null: not known
  market_cap INTEGER,                    -- market capitalisation in whole units of the quote currency; null: not
                                         -- known
  is_active INTEGER NOT NULL DEFAULT 1,  -- whether it is still traded; 0 or 1
  first_seen_at INTEGER NOT NULL,        -- when the row was first written, unix microseconds
  updated_at INTEGER NOT NULL,           -- when the row was last changed, unix microseconds
  PRIMARY KEY (symbol),
  CONSTRAINT instruments_sane CHECK (symbol <> '')
) STRICT, WITHOUT ROWID;

-- Splits. Stored prices are raw; readers of adjusted series multiply prices before ex_date by denominator /
-- numerator, and volumes by its inverse.
CREATE TABLE corporate_actions (
  symbol TEXT NOT NULL,          -- as in price_bars
  ex_date TEXT NOT NULL,         -- first session that trades at the new price, YYYY-MM-DD
  kind TEXT NOT NULL,            -- split
  numerator INTEGER NOT NULL,    -- shares after the split: 10 in a 10-for-1 split
  denominator INTEGER NOT NULL,  -- shares before the split: 1 in a 10-for-1 split
  PRIMARY KEY (symbol, ex_date, kind),
  CONSTRAINT corporate_actions_sane CHECK (symbol <> '' AND kind IN ('split') AND numerator > 0 AND denominator >
                                           0)
) STRICT, WITHOUT ROWID;

-- Official and auction prices of a session, one row per role and exchange; the newest by event time stays, then the
-- larger size, then the higher price.
CREATE TABLE session_prints (
  symbol TEXT NOT NULL,         -- as in price_bars
  session_date TEXT NOT NULL,   -- session the print belongs to, YYYY-MM-DD
  role TEXT NOT NULL,           -- official_close, corrected_close, official_open, closing_print or opening_print
  exchange TEXT NOT NULL,       -- provider's number of the exchange, or the byte of its letter; empty if it
                                -- gives none
  price REAL NOT NULL,          -- price of the print; quote currency
  size REAL NOT NULL,           -- size of the print; shares or base currency
  event_time INTEGER NOT NULL,  -- when it traded, by the exchange, unix microseconds; of a corrected print one
                                -- later
  PRIMARY KEY (session_date, symbol, role, exchange),
  CONSTRAINT session_prints_sane CHECK (symbol <> '' AND price > 0 AND size >= 0)
) STRICT, WITHOUT ROWID;
