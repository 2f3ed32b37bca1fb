SELECT v.ticker, v.as_of_date, v."interval", v.metric_key, v.value, v.revision,
       (extract(epoch FROM v.computed_at) * 1000000)::bigint
FROM security_metric_values v
WHERE v.ticker = $1 AND v."interval" = $2 AND v.metric_key = $3
  AND v.as_of_date >= $4::date AND v.as_of_date <= $5::date
ORDER BY v.as_of_date
