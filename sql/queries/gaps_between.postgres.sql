SELECT feed, (extract(epoch FROM "from") * 1000000)::bigint, (extract(epoch FROM "to") * 1000000)::bigint, reason,
       (extract(epoch FROM repaired_at) * 1000000)::bigint
FROM ingest_gaps
WHERE "from" < $2::timestamptz AND ("to" IS NULL OR "to" > $1::timestamptz)
ORDER BY "from", feed
LIMIT $3::bigint
