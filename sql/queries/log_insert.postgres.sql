INSERT INTO event_log (id, at, feed, kind, symbol, detail, created_at)
SELECT id, at, feed, kind, symbol, detail, $7::timestamptz
FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[])
  AS batch (id, at, feed, kind, symbol, detail)
ON CONFLICT (id) DO NOTHING
