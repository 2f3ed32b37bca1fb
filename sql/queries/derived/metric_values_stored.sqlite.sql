-- What is stored of sessions ?4 and keys ?5 (JSON arrays, ascending) of tickers ?1 to ?2, interval ?3: place after place of
-- the key, so the rows come in its order, and a table of many sessions is read where it is asked for alone.
SELECT m.ticker, m.as_of_date, m.metric_key, m.value, m.revision
FROM json_each(?4) d CROSS JOIN json_each(?5) k CROSS JOIN security_metric_values m
WHERE m.as_of_date = d.value AND m.interval = ?3 AND m.metric_key = k.value AND m.ticker >= ?1 AND m.ticker <= ?2
