INSERT INTO security_aggregate_values AS kept
  (set_hash, as_of_date, "interval", metric_key, as_of, value, valid_count, missing_count, computed_at)
SELECT set_hash, as_of_date, "interval", metric_key, 'epoch'::timestamptz + as_of * interval '1 microsecond',
       value, valid_count, missing_count, 'epoch'::timestamptz + $9::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::bigint[], $6::double precision[],
            $7::integer[], $8::integer[])
  AS batch (set_hash, as_of_date, "interval", metric_key, as_of, value, valid_count, missing_count)
ON CONFLICT (set_hash, as_of_date, "interval", metric_key, as_of) DO UPDATE SET
  value = excluded.value, valid_count = excluded.valid_count, missing_count = excluded.missing_count,
  computed_at = excluded.computed_at
WHERE (excluded.value, excluded.valid_count, excluded.missing_count)
      IS DISTINCT FROM
      (kept.value, kept.valid_count, kept.missing_count)
