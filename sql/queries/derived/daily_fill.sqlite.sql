SELECT session_date, count(*), sum(CASE WHEN is_final THEN 1 ELSE 0 END), sum(bars_rth), sum(expected_bars)
FROM daily_bars
WHERE session_date >= ?1 AND session_date <= ?2
  AND (?3 IS NULL OR symbol IN (SELECT value FROM json_each(?3)))
  AND (?4 IS NULL
       OR coalesce((SELECT nullif(i.calendar, '') FROM instruments i WHERE i.symbol = daily_bars.symbol), ?5) = ?4)
GROUP BY session_date
ORDER BY session_date
