-- One row per symbol and minute in which a price-forming trade happened. Partitions: one per UTC day, price_bars_YYYYMMDD,
-- made by the daemon. The key holds the partition column, there is no id and no sequence: the same table can be
-- distributed by symbol.
CREATE TABLE price_bars (
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
  CONSTRAINT price_bars_pkey PRIMARY KEY (symbol, "timestamp"),
  CONSTRAINT price_bars_sane CHECK (symbol <> '' AND low > 0 AND high >= low AND volume >= 0 AND trade_count >= 0)
) PARTITION BY RANGE ("timestamp");

CREATE INDEX price_bars_timestamp_brin ON price_bars USING brin ("timestamp");

COMMENT ON TABLE price_bars IS '1-minute bars of eligible trades, by event time. A row is only ever replaced by one with a greater (revision, trade_count).';
COMMENT ON COLUMN price_bars.symbol IS 'Ticker; with a venue in front ("usdm:BTCUSDT") where one feed has several order books. Bytewise order.';
COMMENT ON COLUMN price_bars."timestamp" IS 'Start of the minute [start, start + 60 s), UTC.';
COMMENT ON COLUMN price_bars.open IS 'Price of the first eligible trade by (event time, sequence); quote currency, exact.';
COMMENT ON COLUMN price_bars.high IS 'Highest eligible price; quote currency, exact.';
COMMENT ON COLUMN price_bars.low IS 'Lowest eligible price; quote currency, exact.';
COMMENT ON COLUMN price_bars.close IS 'Price of the last eligible trade; quote currency, exact.';
COMMENT ON COLUMN price_bars.volume IS 'Sum of the sizes that count in volume; shares or base currency, exact.';
COMMENT ON COLUMN price_bars.vwap IS 'Volume-weighted average of the trades that may set high and low, to 1e-9; null if none may.';
COMMENT ON COLUMN price_bars.trade_count IS 'Trades counted in this bar.';
COMMENT ON COLUMN price_bars.revision IS '1 at the first close, +1 each time the bar was issued again.';
COMMENT ON COLUMN price_bars.quality IS 'Bits: 1 partial, 2 gap, 4 amended, 8 backfilled, 16 forming when stored; 0 complete.';
COMMENT ON COLUMN price_bars.created_at IS 'When this row was last written, UTC, by the writer''s clock.';
