CREATE TABLE market_snapshot (
  symbol text COLLATE "C" NOT NULL,
  analysis_type text COLLATE "C" NOT NULL,
  as_of_date date NOT NULL,
  close numeric,
  rsi_14 double precision,
  atr_14 double precision,
  adx_14 double precision,
  macd double precision,
  ma_bucket text COLLATE "C",
  stage_label text COLLATE "C",
  stage_slope_pct double precision,
  stage_dist_pct double precision,
  perf_1d double precision,
  perf_20d double precision,
  perf_252d double precision,
  payload jsonb NOT NULL,
  revision integer NOT NULL,
  computed_at timestamptz NOT NULL,
  expiry_timestamp timestamptz,
  CONSTRAINT market_snapshot_pkey PRIMARY KEY (symbol, analysis_type),
  CONSTRAINT market_snapshot_sane CHECK (symbol <> '')
);

COMMENT ON TABLE market_snapshot IS 'The newest indicators of each symbol.';
COMMENT ON COLUMN market_snapshot.symbol IS 'As in price_bars.';
COMMENT ON COLUMN market_snapshot.analysis_type IS 'Which bars: technical_1d, technical_5m and so on.';
COMMENT ON COLUMN market_snapshot.as_of_date IS 'Session of the newest bar used.';
COMMENT ON COLUMN market_snapshot.close IS 'Close of that bar, split-adjusted; quote currency.';
COMMENT ON COLUMN market_snapshot.rsi_14 IS 'Relative strength index, 0 to 100; null while warming up.';
COMMENT ON COLUMN market_snapshot.atr_14 IS 'Average true range; quote currency.';
COMMENT ON COLUMN market_snapshot.adx_14 IS 'Average directional index, 0 to 100.';
COMMENT ON COLUMN market_snapshot.macd IS 'Moving average convergence divergence, 12 and 26; quote currency.';
COMMENT ON COLUMN market_snapshot.ma_bucket IS 'Where the averages stand: LEADING, LAGGING, NEUTRAL or UNKNOWN.';
COMMENT ON COLUMN market_snapshot.stage_label IS 'Stage of the trend.';
COMMENT ON COLUMN market_snapshot.stage_slope_pct IS 'Slope of the long average, percent.';
COMMENT ON COLUMN market_snapshot.stage_dist_pct IS 'Close against the long average, percent.';
COMMENT ON COLUMN market_snapshot.perf_1d IS 'Change over 1 session, percent.';
COMMENT ON COLUMN market_snapshot.perf_20d IS 'Change over 20 sessions, percent.';
COMMENT ON COLUMN market_snapshot.perf_252d IS 'Change over 252 sessions, percent.';
COMMENT ON COLUMN market_snapshot.payload IS 'Every indicator by name.';
COMMENT ON COLUMN market_snapshot.revision IS '1 at first, +1 each time a figure changed for this as_of_date.';
COMMENT ON COLUMN market_snapshot.computed_at IS 'When a figure last changed, UTC.';
COMMENT ON COLUMN market_snapshot.expiry_timestamp IS 'After this the row is out of date, UTC.';

CREATE TABLE market_snapshot_history (
  symbol text COLLATE "C" NOT NULL,
  analysis_type text COLLATE "C" NOT NULL,
  as_of_date date NOT NULL,
  close numeric,
  rsi_14 double precision,
  atr_14 double precision,
  adx_14 double precision,
  macd double precision,
  ma_bucket text COLLATE "C",
  stage_label text COLLATE "C",
  stage_slope_pct double precision,
  stage_dist_pct double precision,
  perf_1d double precision,
  perf_20d double precision,
  perf_252d double precision,
  payload jsonb NOT NULL,
  revision integer NOT NULL,
  computed_at timestamptz NOT NULL,
  CONSTRAINT market_snapshot_history_pkey PRIMARY KEY (symbol, analysis_type, as_of_date, revision),
  CONSTRAINT market_snapshot_history_sane CHECK (symbol <> '')
);
CREATE INDEX market_snapshot_history_as_of_date ON market_snapshot_history (as_of_date, analysis_type);

COMMENT ON TABLE market_snapshot_history IS 'Every revision of market_snapshot; rows are never changed.';
COMMENT ON COLUMN market_snapshot_history.symbol IS 'As in price_bars.';
COMMENT ON COLUMN market_snapshot_history.analysis_type IS 'Which bars: technical_1d, technical_5m and so on.';
COMMENT ON COLUMN market_snapshot_history.as_of_date IS 'Session of the newest bar used.';
COMMENT ON COLUMN market_snapshot_history.close IS 'Close of that bar, split-adjusted; quote currency.';
COMMENT ON COLUMN market_snapshot_history.rsi_14 IS 'Relative strength index, 0 to 100; null while warming up.';
COMMENT ON COLUMN market_snapshot_history.atr_14 IS 'Average true range; quote currency.';
COMMENT ON COLUMN market_snapshot_history.adx_14 IS 'Average directional index, 0 to 100.';
COMMENT ON COLUMN market_snapshot_history.macd IS 'Moving average convergence divergence, 12 and 26; quote currency.';
COMMENT ON COLUMN market_snapshot_history.ma_bucket IS 'Where the averages stand: LEADING, LAGGING, NEUTRAL or UNKNOWN.';
COMMENT ON COLUMN market_snapshot_history.stage_label IS 'Stage of the trend.';
COMMENT ON COLUMN market_snapshot_history.stage_slope_pct IS 'Slope of the long average, percent.';
COMMENT ON COLUMN market_snapshot_history.stage_dist_pct IS 'Close against the long average, percent.';
COMMENT ON COLUMN market_snapshot_history.perf_1d IS 'Change over 1 session, percent.';
COMMENT ON COLUMN market_snapshot_history.perf_20d IS 'Change over 20 sessions, percent.';
COMMENT ON COLUMN market_snapshot_history.perf_252d IS 'Change over 252 sessions, percent.';
COMMENT ON COLUMN market_snapshot_history.payload IS 'Every indicator by name.';
COMMENT ON COLUMN market_snapshot_history.revision IS '1 at first, +1 each time a figure changed for this as_of_date.';
COMMENT ON COLUMN market_snapshot_history.computed_at IS 'When a figure last changed, UTC.';
