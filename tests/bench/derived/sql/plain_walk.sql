-- What each day hands to the next, which no window function can say, of the first {symbols} symbols: one round of the
-- recursion a day.
TRUNCATE plain_walk;
CREATE TEMPORARY TABLE steps AS
SELECT d.symbol, d.session_date AS day, row_number() OVER s AS n, d.close::double precision AS c,
       greatest(d.close - lag(d.close) OVER s, 0)::double precision AS gain,
       greatest(lag(d.close) OVER s - d.close, 0)::double precision AS loss,
       (greatest(d.high, lag(d.close) OVER s) - least(d.low, lag(d.close) OVER s))::double precision AS tr,
       (avg(d.close) OVER (s ROWS 11 PRECEDING))::double precision AS m12, (avg(d.close) OVER (s ROWS 25 PRECEDING))::double precision AS m26,
       (avg(d.close) OVER (s ROWS 199 PRECEDING))::double precision AS m200
FROM daily_bars d JOIN bench_sessions b ON b.day = d.session_date
WHERE d.is_final AND d.symbol <= 'S' || lpad('{symbols}', 5, '0')
WINDOW s AS (PARTITION BY d.symbol ORDER BY d.session_date);
ALTER TABLE steps ADD PRIMARY KEY (symbol, n);
ANALYZE steps;
WITH RECURSIVE walk AS (
  SELECT symbol, n, day, 0::double precision AS g, 0::double precision AS l, 0::double precision AS a, c AS e12, c AS e26, c AS e200,
         0::double precision AS sig
  FROM steps WHERE n = 1
  UNION ALL
  SELECT w.symbol, x.n, x.day,
         CASE WHEN x.n <= 15 THEN w.g + x.gain / 14 ELSE w.g + (x.gain - w.g) / 14 END,
         CASE WHEN x.n <= 15 THEN w.l + x.loss / 14 ELSE w.l + (x.loss - w.l) / 14 END,
         CASE WHEN x.n <= 15 THEN w.a + x.tr / 14 ELSE w.a + (x.tr - w.a) / 14 END,
         e.e12, e.e26, CASE WHEN x.n <= 200 THEN x.m200 ELSE w.e200 + (x.c - w.e200) * 2 / 201 END,
         CASE WHEN x.n < 26 THEN 0 WHEN x.n <= 34 THEN w.sig + (e.e12 - e.e26) / 9 ELSE w.sig + (e.e12 - e.e26 - w.sig) * 0.2 END
  FROM walk w JOIN steps x ON x.symbol = w.symbol AND x.n = w.n + 1
  CROSS JOIN LATERAL (SELECT CASE WHEN x.n <= 12 THEN x.m12 ELSE w.e12 + (x.c - w.e12) * 2 / 13 END AS e12,
                             CASE WHEN x.n <= 26 THEN x.m26 ELSE w.e26 + (x.c - w.e26) * 2 / 27 END AS e26) AS e
)
INSERT INTO plain_walk (symbol, as_of_date, rsi_14, atr_14, ema_200, macd, macd_signal)
SELECT symbol, day, CASE WHEN n >= 15 THEN CASE WHEN g + l = 0 THEN 50 ELSE 100 * g / (g + l) END END, CASE WHEN n >= 15 THEN a END,
       CASE WHEN n >= 200 THEN e200 END, CASE WHEN n >= 26 THEN e12 - e26 END, CASE WHEN n >= 34 THEN sig END
FROM walk WHERE day >= '{asked}';
