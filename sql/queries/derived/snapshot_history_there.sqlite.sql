-- Whether any of ?1 is there, a JSON array of [symbol, analysis type, session].
SELECT 1
FROM json_each(?1) AS p
WHERE EXISTS (SELECT 1 FROM market_snapshot_history h
              WHERE h.symbol = json_extract(p.value, '$[0]') AND h.analysis_type = json_extract(p.value, '$[1]')
                AND h.as_of_date = json_extract(p.value, '$[2]'))
LIMIT 1
