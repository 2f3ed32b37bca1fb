CREATE TABLE daily_bars (
  symbol text COLLATE "C" NOT NULL,
  session_date date NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume_rth numeric NOT NULL,
  volume_pre numeric NOT NULL,
  volume_post numeric NOT NULL,
  volume_total numeric NOT NULL,
  trade_count bigint NOT NULL,
  vwap_rth numeric,
  open_source text COLLATE "C" NOT NULL,
  close_source text COLLATE "C" NOT NULL,
  bars_rth integer NOT NULL,
  expected_bars integer NOT NULL,
  first_bar_ts timestamptz,
  last_bar_ts timestamptz,
  is_final boolean NOT NULL,
  adj_factor numeric NOT NULL,
  origin text COLLATE "C" NOT NULL,
  revision integer NOT NULL,
  computed_at timestamptz NOT NULL,
  CONSTRAINT daily_bars_pkey PRIMARY KEY (symbol, session_date),
  CONSTRAINT daily_bars_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume_total >= 0 AND trade_count
                                    >= 0)
);
CREATE INDEX daily_bars_session_date ON daily_bars (session_date);

COMMENT ON TABLE daily_bars IS 'One row per symbol and session with a regular-hours price. Prices are raw and of regular hours; volumes are by segment.';
COMMENT ON COLUMN daily_bars.symbol IS 'As in price_bars.';
COMMENT ON COLUMN daily_bars.session_date IS 'Exchange-local date of the session.';
COMMENT ON COLUMN daily_bars.open IS 'First regular price, by open_source; quote currency.';
COMMENT ON COLUMN daily_bars.high IS 'Highest regular price.';
COMMENT ON COLUMN daily_bars.low IS 'Lowest regular price.';
COMMENT ON COLUMN daily_bars.close IS 'Last regular price, by close_source.';
COMMENT ON COLUMN daily_bars.volume_rth IS 'Regular hours and both auctions; shares or base currency.';
COMMENT ON COLUMN daily_bars.volume_pre IS 'Pre-market.';
COMMENT ON COLUMN daily_bars.volume_post IS 'Post-market, without the closing auction.';
COMMENT ON COLUMN daily_bars.volume_total IS 'Sum of the three.';
COMMENT ON COLUMN daily_bars.trade_count IS 'Trades of all segments.';
COMMENT ON COLUMN daily_bars.vwap_rth IS 'Volume-weighted average of regular hours, half up to 1e-9; null if no minute has one.';
COMMENT ON COLUMN daily_bars.open_source IS 'official, auction or first_rth_bar.';
COMMENT ON COLUMN daily_bars.close_source IS 'official, auction or last_rth_bar.';
COMMENT ON COLUMN daily_bars.bars_rth IS 'Regular minutes present.';
COMMENT ON COLUMN daily_bars.expected_bars IS 'Regular minutes of the session.';
COMMENT ON COLUMN daily_bars.first_bar_ts IS 'Start of the first minute of all segments; null for imported days, UTC.';
COMMENT ON COLUMN daily_bars.last_bar_ts IS 'Start of the last minute of all segments; null for imported days, UTC.';
COMMENT ON COLUMN daily_bars.is_final IS 'Whether the session can no longer change by itself.';
COMMENT ON COLUMN daily_bars.adj_factor IS 'What to multiply its prices by to compare them with those of today, to 12 digits; 1 without a split.';
COMMENT ON COLUMN daily_bars.origin IS 'minutes: rolled up from price_bars; import: read from a file, and never replaced by minutes.';
COMMENT ON COLUMN daily_bars.revision IS '1 at first, +1 each time a figure changed.';
COMMENT ON COLUMN daily_bars.computed_at IS 'When a figure last changed, UTC.';

CREATE TABLE dirty_days (
  day date NOT NULL,
  marked_at timestamptz NOT NULL,
  CONSTRAINT dirty_days_pkey PRIMARY KEY (day)
);

COMMENT ON TABLE dirty_days IS 'UTC days with minutes that were written late: sessions that touch them are computed again and the mark is taken away.';
COMMENT ON COLUMN dirty_days.day IS 'UTC day of the minutes.';
COMMENT ON COLUMN dirty_days.marked_at IS 'When the last of them was written, UTC.';
