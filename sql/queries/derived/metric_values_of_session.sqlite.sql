SELECT ticker, as_of_date, "interval", metric_key, value, revision, computed_at
FROM security_metric_values
WHERE as_of_date = ?1 AND interval = ?2
ORDER BY metric_key, ticker
