-- Trading sessions as the daemon uses them, so that no query needs a time zone. A day without a row is closed.
CREATE TABLE market_calendar (
  calendar TEXT NOT NULL,       -- name of the market, such as xnys
  session_date TEXT NOT NULL,   -- exchange-local date of the trading day, YYYY-MM-DD
  pre_open INTEGER NOT NULL,    -- start of the pre-market, unix microseconds
  open INTEGER NOT NULL,        -- start of the regular session, unix microseconds
  close INTEGER NOT NULL,       -- end of the regular session (exclusive), unix microseconds
  post_close INTEGER NOT NULL,  -- end of the post-market (exclusive), unix microseconds
  kind TEXT NOT NULL,           -- full, half or unscheduled
  note TEXT NOT NULL,           -- why the day is special; empty for ordinary days
  PRIMARY KEY (calendar, session_date)
) STRICT, WITHOUT ROWID;
