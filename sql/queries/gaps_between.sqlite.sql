SELECT feed, "from", "to", reason, repaired_at
FROM ingest_gaps
WHERE "from" < ?2 AND ("to" IS NULL OR "to" > ?1)
ORDER BY "from", feed
LIMIT ?3
