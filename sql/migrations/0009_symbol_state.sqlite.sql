-- Where each symbol stands today: the newest price against its baselines. Computed from stored bars.
CREATE TABLE symbol_state (
  symbol TEXT NOT NULL,              -- as in price_bars
  price REAL NOT NULL,               -- close of the newest minute; quote currency
  price_ts INTEGER NOT NULL,         -- start of the newest minute, unix seconds
  session_date TEXT NOT NULL,        -- session that the figures belong to, YYYY-MM-DD
  yesterday_close REAL,              -- close of the session before, split-adjusted; null: not known
  yesterday_close_source TEXT,       -- where it comes from
  yesterday_close_quality TEXT,      -- HIGH, MEDIUM, LOW or ESTIMATED
  yesterday_date TEXT,               -- session of that close, YYYY-MM-DD
  today_open REAL,                   -- official, auction or first regular price of the session; null: none yet
  today_open_source TEXT,            -- where it comes from
  today_open_quality TEXT,           -- HIGH, MEDIUM, LOW or ESTIMATED
  pre_market_open REAL,              -- first price of the pre-market; null: none yet
  pre_market_open_source TEXT,       -- where it comes from
  pre_market_open_quality TEXT,      -- HIGH, MEDIUM, LOW or ESTIMATED
  rth_open REAL,                     -- first price of a regular minute; null: none yet
  rth_open_source TEXT,              -- where it comes from
  rth_open_quality TEXT,             -- HIGH, MEDIUM, LOW or ESTIMATED
  post_market_open REAL,             -- first price of the post-market; null: none yet
  post_market_open_source TEXT,      -- where it comes from
  post_market_open_quality TEXT,     -- HIGH, MEDIUM, LOW or ESTIMATED
  pct_from_yesterday REAL,           -- price against yesterday_close, percent; null without it
  pct_from_open REAL,                -- price against today_open, percent
  pct_from_pre REAL,                 -- price against pre_market_open, percent
  pct_from_post REAL,                -- price against post_market_open, percent
  gap_pct REAL,                      -- today_open against yesterday_close, percent
  pct_1min REAL,                     -- price against that of 1 minute before, percent
  pct_1min_stale INTEGER NOT NULL,   -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  pct_5min REAL,                     -- price against that of 5 minutes before, percent
  pct_5min_stale INTEGER NOT NULL,   -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  pct_15min REAL,                    -- price against that of 15 minutes before, percent
  pct_15min_stale INTEGER NOT NULL,  -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  hod_price REAL,                    -- highest price of the session so far
  hod_ts INTEGER,                    -- start of the minute that first had it, unix seconds
  hod_pct REAL,                      -- hod_price against yesterday_close, percent; null without it
  lod_price REAL,                    -- lowest price of the session so far
  lod_ts INTEGER,                    -- start of the minute that first had it, unix seconds
  lod_pct REAL,                      -- lod_price against yesterday_close, percent; null without it
  vwap REAL,                         -- volume-weighted average of the session so far, to 1e-9
  vwap_distance_pct REAL,            -- price against vwap, percent
  day_volume REAL NOT NULL,          -- volume of the session so far; shares or base currency
  relative_volume REAL,              -- day_volume against what is usual by this time of the day; 1 is usual, null:
                                     -- not known
  last_updated INTEGER NOT NULL,     -- when the row was last changed, unix microseconds
  PRIMARY KEY (symbol),
  CONSTRAINT symbol_state_sane CHECK (symbol <> '')
) STRICT, WITHOUT ROWID;

-- symbol_state as it was at the end of each session segment.
CREATE TABLE symbol_state_history (
  symbol TEXT NOT NULL,              -- as in price_bars
  taken_at INTEGER NOT NULL,         -- end of the session segment that the row describes, unix microseconds
  price REAL NOT NULL,               -- close of the newest minute; quote currency
  price_ts INTEGER NOT NULL,         -- start of the newest minute, unix seconds
  session_date TEXT NOT NULL,        -- session that the figures belong to, YYYY-MM-DD
  yesterday_close REAL,              -- close of the session before, split-adjusted; null: not known
  yesterday_close_source TEXT,       -- where it comes from
  yesterday_close_quality TEXT,      -- HIGH, MEDIUM, LOW or ESTIMATED
  yesterday_date TEXT,               -- session of that close, YYYY-MM-DD
  today_open REAL,                   -- official, auction or first regular price of the session; null: none yet
  today_open_source TEXT,            -- where it comes from
  today_open_quality TEXT,           -- HIGH, MEDIUM, LOW or ESTIMATED
  pre_market_open REAL,              -- first price of the pre-market; null: none yet
  pre_market_open_source TEXT,       -- where it comes from
  pre_market_open_quality TEXT,      -- HIGH, MEDIUM, LOW or ESTIMATED
  rth_open REAL,                     -- first price of a regular minute; null: none yet
  rth_open_source TEXT,              -- where it comes from
  rth_open_quality TEXT,             -- HIGH, MEDIUM, LOW or ESTIMATED
  post_market_open REAL,             -- first price of the post-market; null: none yet
  post_market_open_source TEXT,      -- where it comes from
  post_market_open_quality TEXT,     -- HIGH, MEDIUM, LOW or ESTIMATED
  pct_from_yesterday REAL,           -- price against yesterday_close, percent; null without it
  pct_from_open REAL,                -- price against today_open, percent
  pct_from_pre REAL,                 -- price against pre_market_open, percent
  pct_from_post REAL,                -- price against post_market_open, percent
  gap_pct REAL,                      -- today_open against yesterday_close, percent
  pct_1min REAL,                     -- price against that of 1 minute before, percent
  pct_1min_stale INTEGER NOT NULL,   -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  pct_5min REAL,                     -- price against that of 5 minutes before, percent
  pct_5min_stale INTEGER NOT NULL,   -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  pct_15min REAL,                    -- price against that of 15 minutes before, percent
  pct_15min_stale INTEGER NOT NULL,  -- whether the bar it is compared with is more than 15 minutes older than asked;
                                     -- 0 or 1
  hod_price REAL,                    -- highest price of the session so far
  hod_ts INTEGER,                    -- start of the minute that first had it, unix seconds
  hod_pct REAL,                      -- hod_price against yesterday_close, percent; null without it
  lod_price REAL,                    -- lowest price of the session so far
  lod_ts INTEGER,                    -- start of the minute that first had it, unix seconds
  lod_pct REAL,                      -- lod_price against yesterday_close, percent; null without it
  vwap REAL,                         -- volume-weighted average of the session so far, to 1e-9
  vwap_distance_pct REAL,            -- price against vwap, percent
  day_volume REAL NOT NULL,          -- volume of the session so far; shares or base currency
  relative_volume REAL,              -- day_volume against what is usual by this time of the day; 1 is usual, null:
                                     -- not known
  last_updated INTEGER NOT NULL,     -- when the row was last changed, unix microseconds
  PRIMARY KEY (symbol, taken_at),
  CONSTRAINT symbol_state_history_sane CHECK (symbol <> '')
) STRICT, WITHOUT ROWID;
CREATE INDEX symbol_state_history_taken_at ON symbol_state_history (taken_at);
