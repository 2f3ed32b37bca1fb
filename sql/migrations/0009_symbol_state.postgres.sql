CREATE TABLE symbol_state (
  symbol text COLLATE "C" NOT NULL,
  price numeric NOT NULL,
  price_ts timestamptz NOT NULL,
  session_date date NOT NULL,
  yesterday_close numeric,
  yesterday_close_source text COLLATE "C",
  yesterday_close_quality text COLLATE "C",
  yesterday_date date,
  today_open numeric,
  today_open_source text COLLATE "C",
  today_open_quality text COLLATE "C",
  pre_market_open numeric,
  pre_market_open_source text COLLATE "C",
  pre_market_open_quality text COLLATE "C",
  rth_open numeric,
  rth_open_source text COLLATE "C",
  rth_open_quality text COLLATE "C",
  post_market_open numeric,
  post_market_open_source text COLLATE "C",
  post_market_open_quality text COLLATE "C",
  pct_from_yesterday double precision,
  pct_from_open double precision,
  pct_from_pre double precision,
  pct_from_post double precision,
  gap_pct double precision,
  pct_1min double precision,
  pct_1min_stale boolean NOT NULL,
  pct_5min double precision,
  pct_5min_stale boolean NOT NULL,
  pct_15min double precision,
  pct_15min_stale boolean NOT NULL,
  hod_price numeric,
  hod_ts timestamptz,
  hod_pct double precision,
  lod_price numeric,
  lod_ts timestamptz,
  lod_pct double precision,
  vwap numeric,
  vwap_distance_pct double precision,
  day_volume numeric NOT NULL,
  relative_volume double precision,
  last_updated timestamptz NOT NULL,
  CONSTRAINT symbol_state_pkey PRIMARY KEY (symbol),
  CONSTRAINT symbol_state_sane CHECK (symbol <> '')
);

COMMENT ON TABLE symbol_state IS 'Where each symbol stands today: the newest price against its baselines. Computed from stored bars.';
COMMENT ON COLUMN symbol_state.symbol IS 'As in price_bars.';
COMMENT ON COLUMN symbol_state.price IS 'Close of the newest minute; quote currency.';
COMMENT ON COLUMN symbol_state.price_ts IS 'Start of the newest minute, UTC.';
COMMENT ON COLUMN symbol_state.session_date IS 'Session that the figures belong to.';
COMMENT ON COLUMN symbol_state.yesterday_close IS 'Close of the session before, split-adjusted; null: not known.';
COMMENT ON COLUMN symbol_state.yesterday_close_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state.yesterday_close_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state.yesterday_date IS 'Session of that close.';
COMMENT ON COLUMN symbol_state.today_open IS 'Official, auction or first regular price of the session; null: none yet.';
COMMENT ON COLUMN symbol_state.today_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state.today_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state.pre_market_open IS 'First price of the pre-market; null: none yet.';
COMMENT ON COLUMN symbol_state.pre_market_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state.pre_market_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state.rth_open IS 'First price of a regular minute; null: none yet.';
COMMENT ON COLUMN symbol_state.rth_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state.rth_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state.post_market_open IS 'First price of the post-market; null: none yet.';
COMMENT ON COLUMN symbol_state.post_market_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state.post_market_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state.pct_from_yesterday IS 'Price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state.pct_from_open IS 'Price against today_open, percent.';
COMMENT ON COLUMN symbol_state.pct_from_pre IS 'Price against pre_market_open, percent.';
COMMENT ON COLUMN symbol_state.pct_from_post IS 'Price against post_market_open, percent.';
COMMENT ON COLUMN symbol_state.gap_pct IS 'Today_open against yesterday_close, percent.';
COMMENT ON COLUMN symbol_state.pct_1min IS 'Price against that of 1 minute before, percent.';
COMMENT ON COLUMN symbol_state.pct_1min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state.pct_5min IS 'Price against that of 5 minutes before, percent.';
COMMENT ON COLUMN symbol_state.pct_5min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state.pct_15min IS 'Price against that of 15 minutes before, percent.';
COMMENT ON COLUMN symbol_state.pct_15min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state.hod_price IS 'Highest price of the session so far.';
COMMENT ON COLUMN symbol_state.hod_ts IS 'Start of the minute that first had it, UTC.';
COMMENT ON COLUMN symbol_state.hod_pct IS 'Hod_price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state.lod_price IS 'Lowest price of the session so far.';
COMMENT ON COLUMN symbol_state.lod_ts IS 'Start of the minute that first had it, UTC.';
COMMENT ON COLUMN symbol_state.lod_pct IS 'Lod_price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state.vwap IS 'Volume-weighted average of the session so far, to 1e-9.';
COMMENT ON COLUMN symbol_state.vwap_distance_pct IS 'Price against vwap, percent.';
COMMENT ON COLUMN symbol_state.day_volume IS 'Volume of the session so far; shares or base currency.';
COMMENT ON COLUMN symbol_state.relative_volume IS 'Day_volume against what is usual by this time of the day; 1 is usual, null: not known.';
COMMENT ON COLUMN symbol_state.last_updated IS 'When the row was last changed, UTC.';

CREATE TABLE symbol_state_history (
  symbol text COLLATE "C" NOT NULL,
  taken_at timestamptz NOT NULL,
  price numeric NOT NULL,
  price_ts timestamptz NOT NULL,
  session_date date NOT NULL,
  yesterday_close numeric,
  yesterday_close_source text COLLATE "C",
  yesterday_close_quality text COLLATE "C",
  yesterday_date date,
  today_open numeric,
  today_open_source text COLLATE "C",
  today_open_quality text COLLATE "C",
  pre_market_open numeric,
  pre_market_open_source text COLLATE "C",
  pre_market_open_quality text COLLATE "C",
  rth_open numeric,
  rth_open_source text COLLATE "C",
  rth_open_quality text COLLATE "C",
  post_market_open numeric,
  post_market_open_source text COLLATE "C",
  post_market_open_quality text COLLATE "C",
  pct_from_yesterday double precision,
  pct_from_open double precision,
  pct_from_pre double precision,
  pct_from_post double precision,
  gap_pct double precision,
  pct_1min double precision,
  pct_1min_stale boolean NOT NULL,
  pct_5min double precision,
  pct_5min_stale boolean NOT NULL,
  pct_15min double precision,
  pct_15min_stale boolean NOT NULL,
  hod_price numeric,
  hod_ts timestamptz,
  hod_pct double precision,
  lod_price numeric,
  lod_ts timestamptz,
  lod_pct double precision,
  vwap numeric,
  vwap_distance_pct double precision,
  day_volume numeric NOT NULL,
  relative_volume double precision,
  last_updated timestamptz NOT NULL,
  CONSTRAINT symbol_state_history_pkey PRIMARY KEY (symbol, taken_at),
  CONSTRAINT symbol_state_history_sane CHECK (symbol <> '')
);
CREATE INDEX symbol_state_history_taken_at ON symbol_state_history (taken_at);

COMMENT ON TABLE symbol_state_history IS 'symbol_state as it was at the end of each session segment.';
COMMENT ON COLUMN symbol_state_history.symbol IS 'As in price_bars.';
COMMENT ON COLUMN symbol_state_history.taken_at IS 'End of the session segment that the row describes, UTC.';
COMMENT ON COLUMN symbol_state_history.price IS 'Close of the newest minute; quote currency.';
COMMENT ON COLUMN symbol_state_history.price_ts IS 'Start of the newest minute, UTC.';
COMMENT ON COLUMN symbol_state_history.session_date IS 'Session that the figures belong to.';
COMMENT ON COLUMN symbol_state_history.yesterday_close IS 'Close of the session before, split-adjusted; null: not known.';
COMMENT ON COLUMN symbol_state_history.yesterday_close_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state_history.yesterday_close_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state_history.yesterday_date IS 'Session of that close.';
COMMENT ON COLUMN symbol_state_history.today_open IS 'Official, auction or first regular price of the session; null: none yet.';
COMMENT ON COLUMN symbol_state_history.today_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state_history.today_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state_history.pre_market_open IS 'First price of the pre-market; null: none yet.';
COMMENT ON COLUMN symbol_state_history.pre_market_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state_history.pre_market_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state_history.rth_open IS 'First price of a regular minute; null: none yet.';
COMMENT ON COLUMN symbol_state_history.rth_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state_history.rth_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state_history.post_market_open IS 'First price of the post-market; null: none yet.';
COMMENT ON COLUMN symbol_state_history.post_market_open_source IS 'Where it comes from.';
COMMENT ON COLUMN symbol_state_history.post_market_open_quality IS 'HIGH, MEDIUM, LOW or ESTIMATED.';
COMMENT ON COLUMN symbol_state_history.pct_from_yesterday IS 'Price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state_history.pct_from_open IS 'Price against today_open, percent.';
COMMENT ON COLUMN symbol_state_history.pct_from_pre IS 'Price against pre_market_open, percent.';
COMMENT ON COLUMN symbol_state_history.pct_from_post IS 'Price against post_market_open, percent.';
COMMENT ON COLUMN symbol_state_history.gap_pct IS 'Today_open against yesterday_close, percent.';
COMMENT ON COLUMN symbol_state_history.pct_1min IS 'Price against that of 1 minute before, percent.';
COMMENT ON COLUMN symbol_state_history.pct_1min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state_history.pct_5min IS 'Price against that of 5 minutes before, percent.';
COMMENT ON COLUMN symbol_state_history.pct_5min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state_history.pct_15min IS 'Price against that of 15 minutes before, percent.';
COMMENT ON COLUMN symbol_state_history.pct_15min_stale IS 'Whether the bar it is compared with is more than 15 minutes older than asked.';
COMMENT ON COLUMN symbol_state_history.hod_price IS 'Highest price of the session so far.';
COMMENT ON COLUMN symbol_state_history.hod_ts IS 'Start of the minute that first had it, UTC.';
COMMENT ON COLUMN symbol_state_history.hod_pct IS 'Hod_price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state_history.lod_price IS 'Lowest price of the session so far.';
COMMENT ON COLUMN symbol_state_history.lod_ts IS 'Start of the minute that first had it, UTC.';
COMMENT ON COLUMN symbol_state_history.lod_pct IS 'Lod_price against yesterday_close, percent; null without it.';
COMMENT ON COLUMN symbol_state_history.vwap IS 'Volume-weighted average of the session so far, to 1e-9.';
COMMENT ON COLUMN symbol_state_history.vwap_distance_pct IS 'Price against vwap, percent.';
COMMENT ON COLUMN symbol_state_history.day_volume IS 'Volume of the session so far; shares or base currency.';
COMMENT ON COLUMN symbol_state_history.relative_volume IS 'Day_volume against what is usual by this time of the day; 1 is usual, null: not known.';
COMMENT ON COLUMN symbol_state_history.last_updated IS 'When the row was last changed, UTC.';
