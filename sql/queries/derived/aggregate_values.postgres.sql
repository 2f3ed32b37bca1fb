-- {order}: ASC or DESC. An alias stands for the set in force on each session, a hash for itself.
WITH meant (set_hash, first, last) AS (
  SELECT set_hash, greatest(from_date, $3::date), least(coalesce(to_date, $4::date), $4::date)
  FROM security_set_aliases WHERE name = $1::text
  UNION ALL
  SELECT $1::text, $3::date, $4::date
)
SELECT v.set_hash, v.as_of_date, v."interval", v.metric_key, (extract(epoch FROM v.as_of) * 1000000)::bigint,
       v.value, v.valid_count, v.missing_count, (extract(epoch FROM v.computed_at) * 1000000)::bigint
FROM meant JOIN security_aggregate_values v
  ON v.set_hash = meant.set_hash AND v.as_of_date >= meant.first AND v.as_of_date <= meant.last
WHERE v."interval" = $2::text
  AND ($5::jsonb IS NULL OR v.metric_key = ANY (ARRAY(SELECT jsonb_array_elements_text($5::jsonb))))
ORDER BY v.as_of {order}, v.metric_key
LIMIT $6::bigint
