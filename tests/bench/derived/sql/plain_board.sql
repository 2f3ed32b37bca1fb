-- The leaderboard by window functions from the bars: newest price of the session against the close before it, the first 100
-- that moved by 1 % or more.
TRUNCATE plain_board;
INSERT INTO plain_board
SELECT row_number() OVER (ORDER BY abs(move) DESC, move DESC, symbol), symbol, move
FROM (SELECT p.symbol, round(100 * (p.price - d.close) / d.close, 4) AS move
      FROM (SELECT DISTINCT symbol, last_value(close) OVER (PARTITION BY symbol ORDER BY "timestamp"
                                                           ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS price
            FROM price_bars WHERE "timestamp" >= to_timestamp({open}) AND "timestamp" < to_timestamp({close})) AS p
      JOIN (SELECT symbol, close, row_number() OVER (PARTITION BY symbol ORDER BY session_date DESC) AS n
            FROM daily_bars WHERE session_date < '{session}' AND session_date >= '{session}'::date - 30) AS d ON d.symbol = p.symbol AND d.n = 1) AS m
WHERE abs(move) >= 1
ORDER BY abs(move) DESC, move DESC, symbol LIMIT 100;
