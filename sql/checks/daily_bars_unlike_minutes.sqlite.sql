-- Final days that are not the sum of their minutes. Left out: imported days, days with minutes in an archive, days with
-- late minutes that are not rolled up yet, and symbols whose calendar is not stored. A minute whose every price was taken
-- back (Bar::has_price) is in no day.
WITH minutes AS (
  SELECT b.symbol, s.session_date,
         sum(b."timestamp" * 1000000 >= s.open AND b."timestamp" * 1000000 < s.close) AS bars_rth,
         sum(b.trade_count) AS trade_count, sum(b.volume) AS volume
  FROM market_calendar s
  JOIN price_bars b ON b."timestamp" >= s.pre_open / 1000000 AND b."timestamp" < s.post_close / 1000000
  JOIN instruments i ON i.symbol = b.symbol AND i.calendar = s.calendar
  WHERE (b.volume > 0 OR b.quality & 4 = 0)
    AND NOT EXISTS (SELECT 1 FROM archives a
                    WHERE a.table_name = 'price_bars' AND a.day BETWEEN date(s.pre_open / 1000000, 'unixepoch')
                                                                    AND date(s.post_close / 1000000, 'unixepoch'))
    AND NOT EXISTS (SELECT 1 FROM dirty_days d
                    WHERE d.day BETWEEN date(s.pre_open / 1000000, 'unixepoch')
                                    AND date(s.post_close / 1000000, 'unixepoch'))
  GROUP BY b.symbol, s.session_date
)
SELECT d.symbol, d.session_date, 'not the sum of its minutes' AS problem
FROM daily_bars d JOIN minutes m ON m.symbol = d.symbol AND m.session_date = d.session_date
WHERE d.is_final AND d.origin = 'minutes'
  AND (d.bars_rth <> m.bars_rth OR d.trade_count <> m.trade_count
       OR abs(d.volume_total - m.volume) > 0.000000001 * m.volume);
