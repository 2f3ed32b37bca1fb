SELECT symbol, role, exchange, price, size, event_time
FROM session_prints
WHERE session_date = ?1
ORDER BY symbol, role, exchange
