SELECT ticker, as_of_date, "interval", metric_key, value, revision,
       (extract(epoch FROM computed_at) * 1000000)::bigint
FROM security_metric_values
WHERE as_of_date = $1::date AND "interval" = $2
ORDER BY metric_key, ticker
