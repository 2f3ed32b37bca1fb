INSERT INTO security_metric_values AS kept
  (ticker, as_of_date, "interval", metric_key, value, revision, computed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (ticker, as_of_date, "interval", metric_key) DO UPDATE SET
  value = excluded.value, revision = excluded.revision, computed_at = excluded.computed_at
WHERE (excluded.value, excluded.revision) IS DISTINCT FROM (kept.value, kept.revision)
