-- What is stored from the first to the last of sessions $4 and of keys $5 (JSON arrays, ascending), tickers $1 to $2,
-- interval $3, in the order of the key.
SELECT m.ticker, m.as_of_date, m.metric_key, m.value, m.revision
FROM security_metric_values m
WHERE m.ticker >= $1 AND m.ticker <= $2 AND m."interval" = $3
  AND m.as_of_date >= ($4::json ->> 0)::date AND m.as_of_date <= ($4::json ->> -1)::date
  AND m.metric_key >= ($5::json ->> 0) AND m.metric_key <= ($5::json ->> -1)
ORDER BY m.ticker, m.as_of_date, m.metric_key
