-- Gaps that end before they begin.
SELECT feed, "from", 'ends before it begins' AS problem
FROM ingest_gaps
WHERE "to" < "from";
