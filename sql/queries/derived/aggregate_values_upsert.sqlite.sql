INSERT INTO security_aggregate_values AS kept
  (set_hash, as_of_date, "interval", metric_key, as_of, value, valid_count, missing_count, computed_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (set_hash, as_of_date, "interval", metric_key, as_of) DO UPDATE SET
  value = excluded.value, valid_count = excluded.valid_count, missing_count = excluded.missing_count,
  computed_at = excluded.computed_at
WHERE (excluded.value, excluded.valid_count, excluded.missing_count)
      IS DISTINCT FROM
      (kept.value, kept.valid_count, kept.missing_count)
