-- Partitions as those of price_bars, made with them: one per UTC day, bars_5m_YYYYMMDD and so on.
CREATE TABLE bars_5m (
  symbol text COLLATE "C" NOT NULL,
  "timestamp" timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume numeric NOT NULL,
  vwap numeric,
  trade_count bigint NOT NULL,
  revision integer NOT NULL,
  quality smallint NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT bars_5m_pkey PRIMARY KEY (symbol, "timestamp"),
  CONSTRAINT bars_5m_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume >= 0 AND trade_count >= 0)
) PARTITION BY RANGE ("timestamp");
CREATE INDEX bars_5m_timestamp_brin ON bars_5m USING brin ("timestamp");

COMMENT ON TABLE bars_5m IS 'Bars of 5 minutes, folded from price_bars; never across the end of a session segment. Columns as in price_bars.';
COMMENT ON COLUMN bars_5m.symbol IS 'As in price_bars.';
COMMENT ON COLUMN bars_5m."timestamp" IS 'Start of the bar; counted from the start of its session segment, UTC.';
COMMENT ON COLUMN bars_5m.open IS 'Open of the first minute; quote currency.';
COMMENT ON COLUMN bars_5m.high IS 'Greatest high of its minutes.';
COMMENT ON COLUMN bars_5m.low IS 'Least low of its minutes.';
COMMENT ON COLUMN bars_5m.close IS 'Close of the last minute.';
COMMENT ON COLUMN bars_5m.volume IS 'Sum of its minutes; shares or base currency.';
COMMENT ON COLUMN bars_5m.vwap IS 'Volume-weighted average of the minutes that have one, half up to 1e-9; null if none has.';
COMMENT ON COLUMN bars_5m.trade_count IS 'Sum of its minutes.';
COMMENT ON COLUMN bars_5m.revision IS 'Sum of the revisions of its minutes: it grows with each minute that is added or issued again.';
COMMENT ON COLUMN bars_5m.quality IS 'Bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming when stored; 0 complete.';
COMMENT ON COLUMN bars_5m.created_at IS 'When this row was last written, UTC.';

CREATE TABLE bars_15m (
  symbol text COLLATE "C" NOT NULL,
  "timestamp" timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume numeric NOT NULL,
  vwap numeric,
  trade_count bigint NOT NULL,
  revision integer NOT NULL,
  quality smallint NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT bars_15m_pkey PRIMARY KEY (symbol, "timestamp"),
  CONSTRAINT bars_15m_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume >= 0 AND trade_count >= 0)
) PARTITION BY RANGE ("timestamp");
CREATE INDEX bars_15m_timestamp_brin ON bars_15m USING brin ("timestamp");

COMMENT ON TABLE bars_15m IS 'Bars of 15 minutes, folded from price_bars; never across the end of a session segment. Columns as in price_bars.';
COMMENT ON COLUMN bars_15m.symbol IS 'As in price_bars.';
COMMENT ON COLUMN bars_15m."timestamp" IS 'Start of the bar; counted from the start of its session segment, UTC.';
COMMENT ON COLUMN bars_15m.open IS 'Open of the first minute; quote currency.';
COMMENT ON COLUMN bars_15m.high IS 'Greatest high of its minutes.';
COMMENT ON COLUMN bars_15m.low IS 'Least low of its minutes.';
COMMENT ON COLUMN bars_15m.close IS 'Close of the last minute.';
COMMENT ON COLUMN bars_15m.volume IS 'Sum of its minutes; shares or base currency.';
COMMENT ON COLUMN bars_15m.vwap IS 'Volume-weighted average of the minutes that have one, half up to 1e-9; null if none has.';
COMMENT ON COLUMN bars_15m.trade_count IS 'Sum of its minutes.';
COMMENT ON COLUMN bars_15m.revision IS 'Sum of the revisions of its minutes: it grows with each minute that is added or issued again.';
COMMENT ON COLUMN bars_15m.quality IS 'Bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming when stored; 0 complete.';
COMMENT ON COLUMN bars_15m.created_at IS 'When this row was last written, UTC.';

CREATE TABLE bars_1h (
  symbol text COLLATE "C" NOT NULL,
  "timestamp" timestamptz NOT NULL,
  open numeric NOT NULL,
  high numeric NOT NULL,
  low numeric NOT NULL,
  close numeric NOT NULL,
  volume numeric NOT NULL,
  vwap numeric,
  trade_count bigint NOT NULL,
  revision integer NOT NULL,
  quality smallint NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT bars_1h_pkey PRIMARY KEY (symbol, "timestamp"),
  CONSTRAINT bars_1h_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume >= 0 AND trade_count >= 0)
) PARTITION BY RANGE ("timestamp");
CREATE INDEX bars_1h_timestamp_brin ON bars_1h USING brin ("timestamp");

COMMENT ON TABLE bars_1h IS 'Bars of an hour, folded from price_bars; never across the end of a session segment. Columns as in price_bars.';
COMMENT ON COLUMN bars_1h.symbol IS 'As in price_bars.';
COMMENT ON COLUMN bars_1h."timestamp" IS 'Start of the bar; counted from the start of its session segment, UTC.';
COMMENT ON COLUMN bars_1h.open IS 'Open of the first minute; quote currency.';
COMMENT ON COLUMN bars_1h.high IS 'Greatest high of its minutes.';
COMMENT ON COLUMN bars_1h.low IS 'Least low of its minutes.';
COMMENT ON COLUMN bars_1h.close IS 'Close of the last minute.';
COMMENT ON COLUMN bars_1h.volume IS 'Sum of its minutes; shares or base currency.';
COMMENT ON COLUMN bars_1h.vwap IS 'Volume-weighted average of the minutes that have one, half up to 1e-9; null if none has.';
COMMENT ON COLUMN bars_1h.trade_count IS 'Sum of its minutes.';
COMMENT ON COLUMN bars_1h.revision IS 'Sum of the revisions of its minutes: it grows with each minute that is added or issued again.';
COMMENT ON COLUMN bars_1h.quality IS 'Bits of all its minutes: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming when stored; 0 complete.';
COMMENT ON COLUMN bars_1h.created_at IS 'When this row was last written, UTC.';
