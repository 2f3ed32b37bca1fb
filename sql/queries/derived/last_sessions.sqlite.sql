-- The newest session up to ?1 of each symbol of the JSON list ?2: a place in the key for each.
SELECT j.key, (SELECT max(d.session_date) FROM daily_bars d WHERE d.symbol = j.value AND d.session_date <= ?1) AS newest
FROM json_each(?2) j
WHERE newest IS NOT NULL
