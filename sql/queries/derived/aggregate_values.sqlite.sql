-- {order}: ASC or DESC. An alias stands for the set in force on each session, a hash for itself.
WITH meant (set_hash, first, last) AS (
  SELECT set_hash, max(from_date, ?3), min(coalesce(to_date, ?4), ?4) FROM security_set_aliases WHERE name = ?1
  UNION ALL
  SELECT ?1, ?3, ?4
)
SELECT v.set_hash, v.as_of_date, v."interval", v.metric_key, v.as_of, v.value, v.valid_count, v.missing_count,
       v.computed_at
FROM meant CROSS JOIN security_aggregate_values v
WHERE v.set_hash = meant.set_hash AND v.as_of_date >= meant.first AND v.as_of_date <= meant.last
  AND v.interval = ?2 AND (?5 IS NULL OR v.metric_key IN (SELECT value FROM json_each(?5)))
ORDER BY v.as_of {order}, v.metric_key
LIMIT ?6
