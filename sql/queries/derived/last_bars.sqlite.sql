-- One hour ?1 of the symbols of the JSON list ?2, before ?3: a place in the index for each.
SELECT j.key, (SELECT b.timestamp FROM {table} b
               WHERE b.timestamp / 3600 = ?1 AND b.symbol = j.value AND b.timestamp < ?3
               ORDER BY b.timestamp DESC LIMIT 1) AS newest
FROM json_each(?2) j
WHERE newest IS NOT NULL
