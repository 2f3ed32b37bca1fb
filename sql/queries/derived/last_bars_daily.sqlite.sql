-- The newest session of each symbol of the JSON list whose last bar started before ?2.
SELECT j.key, (SELECT d.last_bar_ts FROM daily_bars d
               WHERE d.symbol = j.value AND d.last_bar_ts < ?2
               ORDER BY d.session_date DESC LIMIT 1) AS newest
FROM json_each(?1) j
WHERE newest IS NOT NULL
