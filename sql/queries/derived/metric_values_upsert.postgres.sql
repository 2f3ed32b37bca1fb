INSERT INTO security_metric_values AS kept
  (ticker, as_of_date, "interval", metric_key, value, revision, computed_at)
SELECT ticker, as_of_date, "interval", metric_key, value, revision,
       'epoch'::timestamptz + $7::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::double precision[], $6::bigint[])
  AS batch (ticker, as_of_date, "interval", metric_key, value, revision)
ON CONFLICT (ticker, as_of_date, "interval", metric_key) DO UPDATE SET
  value = excluded.value, revision = excluded.revision, computed_at = excluded.computed_at
WHERE (excluded.value, excluded.revision) IS DISTINCT FROM (kept.value, kept.revision)
