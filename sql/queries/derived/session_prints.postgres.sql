SELECT symbol, role, exchange, price, size, (extract(epoch FROM event_time) * 1000000)::bigint
FROM session_prints
WHERE session_date = $1::date
ORDER BY symbol, role, exchange
