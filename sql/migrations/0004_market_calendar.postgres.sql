CREATE TABLE market_calendar (
  calendar text COLLATE "C" NOT NULL,
  session_date date NOT NULL,
  pre_open timestamptz NOT NULL,
  open timestamptz NOT NULL,
  close timestamptz NOT NULL,
  post_close timestamptz NOT NULL,
  kind text NOT NULL,
  note text NOT NULL,
  CONSTRAINT market_calendar_pkey PRIMARY KEY (calendar, session_date)
);
COMMENT ON TABLE market_calendar IS 'Trading sessions as the daemon uses them, so that no query needs a time zone. A day without a row is closed.';
COMMENT ON COLUMN market_calendar.calendar IS 'Name of the market, such as xnys.';
COMMENT ON COLUMN market_calendar.session_date IS 'Exchange-local date of the trading day.';
COMMENT ON COLUMN market_calendar.pre_open IS 'Start of the pre-market, UTC.';
COMMENT ON COLUMN market_calendar.open IS 'Start of the regular session, UTC.';
COMMENT ON COLUMN market_calendar.close IS 'End of the regular session (exclusive), UTC.';
COMMENT ON COLUMN market_calendar.post_close IS 'End of the post-market (exclusive), UTC.';
COMMENT ON COLUMN market_calendar.kind IS 'full, half or unscheduled.';
COMMENT ON COLUMN market_calendar.note IS 'Why the day is special; empty for ordinary days.';
