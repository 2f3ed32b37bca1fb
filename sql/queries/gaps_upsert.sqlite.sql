INSERT INTO ingest_gaps (feed, "from", "to", reason, created_at)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (feed, "from") DO UPDATE SET "to" = excluded."to", reason = excluded.reason
WHERE excluded."to" > ingest_gaps."to" OR (ingest_gaps."to" IS NULL AND excluded."to" IS NOT NULL)
