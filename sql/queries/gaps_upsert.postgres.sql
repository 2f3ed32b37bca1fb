INSERT INTO ingest_gaps (feed, "from", "to", reason, created_at)
SELECT feed, "from", "to", reason, $5::timestamptz
FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[]) AS batch (feed, "from", "to", reason)
ON CONFLICT (feed, "from") DO UPDATE SET "to" = excluded."to", reason = excluded.reason
WHERE excluded."to" > ingest_gaps."to" OR (ingest_gaps."to" IS NULL AND excluded."to" IS NOT NULL)
