WITH meant (set_hash, first, last) AS (
  SELECT set_hash, from_date, coalesce(to_date, 'infinity'::date) FROM security_set_aliases WHERE name = $1::text
  UNION ALL
  SELECT $1::text, '-infinity'::date, 'infinity'::date
)
SELECT max((SELECT v.as_of_date FROM security_aggregate_values v
            WHERE v.set_hash = meant.set_hash AND v.as_of_date >= meant.first AND v.as_of_date <= meant.last
              AND v."interval" = $2::text
            ORDER BY v.as_of_date DESC LIMIT 1))
FROM meant
