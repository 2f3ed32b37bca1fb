-- A day's factor is looked for after every rollup, and few days have one.
CREATE INDEX daily_bars_adjusted ON daily_bars (symbol) WHERE adj_factor <> 1;

-- lz4 packs and unpacks payloads several times as fast as the default. Servers before 14, or built without it, keep that.
DO $$
BEGIN
  ALTER TABLE market_snapshot ALTER COLUMN payload SET COMPRESSION lz4;
  ALTER TABLE market_snapshot_history ALTER COLUMN payload SET COMPRESSION lz4;
EXCEPTION WHEN syntax_error OR feature_not_supported OR invalid_parameter_value THEN
  NULL;
END
$$;
