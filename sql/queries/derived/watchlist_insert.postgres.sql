INSERT INTO watchlists
  (name, created_at)
SELECT name, 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
FROM unnest($1::text[])
  AS batch (name)
ON CONFLICT (name) DO NOTHING
