-- A day's factor is looked for after every rollup, and few days have one.
CREATE INDEX daily_bars_adjusted ON daily_bars (symbol) WHERE adj_factor <> 1;
