-- Whether any of $1 is there, a JSON array of [symbol, analysis type, session].
SELECT 1
FROM jsonb_array_elements($1::jsonb) AS p
WHERE EXISTS (SELECT 1 FROM market_snapshot_history h
              WHERE h.symbol = p ->> 0 AND h.analysis_type = p ->> 1 AND h.as_of_date = (p ->> 2)::date)
LIMIT 1
