-- Date by date, as the key is: each step finds the next session that has values at all.
WITH RECURSIVE session (day) AS (
  SELECT min(as_of_date) FROM security_metric_values WHERE as_of_date >= ?4
  UNION ALL
  SELECT (SELECT min(as_of_date) FROM security_metric_values WHERE as_of_date > session.day)
  FROM session WHERE session.day < ?5
)
SELECT v.ticker, v.as_of_date, v."interval", v.metric_key, v.value, v.revision, v.computed_at
FROM session CROSS JOIN security_metric_values v
WHERE v.as_of_date = session.day AND v.interval = ?2 AND v.metric_key = ?3 AND v.ticker = ?1 AND session.day <= ?5
ORDER BY v.as_of_date
