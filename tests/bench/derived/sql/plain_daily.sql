-- A session's days by window functions: regular minutes from {open} to {close}, session {session}.
TRUNCATE plain_daily;
WITH minutes AS (
  SELECT symbol, "timestamp" AS t, row_number() OVER day AS n, first_value(open) OVER day AS open, max(high) OVER day AS high,
         min(low) OVER day AS low, last_value(close) OVER day AS close, sum(volume) OVER day AS volume,
         sum(trade_count) OVER day AS trades, sum(vwap * volume) OVER day AS turnover,
         nullif(sum(volume) FILTER (WHERE vwap IS NOT NULL) OVER day, 0) AS weight, count(*) OVER day AS bars,
         first_value("timestamp") OVER day AS first_bar, last_value("timestamp") OVER day AS last_bar
  FROM price_bars
  WHERE "timestamp" >= to_timestamp({open}) AND "timestamp" < to_timestamp({close})
  WINDOW day AS (PARTITION BY symbol ORDER BY "timestamp" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
INSERT INTO plain_daily
  (symbol, session_date, open, high, low, close, volume_rth, volume_pre, volume_post, volume_total, trade_count, vwap_rth,
   open_source, close_source, bars_rth, expected_bars, first_bar_ts, last_bar_ts, is_final, origin, adj_factor, revision,
   computed_at)
SELECT symbol, '{session}', open, high, low, close, volume, 0, 0, volume, trades,
       trim_scale(div(2000000000 * turnover + weight, 2 * weight) * 0.000000001), 'first_rth_bar', 'last_rth_bar', bars, {expected},
       first_bar, last_bar, true, 'minutes', 1, 1, now()
FROM minutes WHERE n = 1;
