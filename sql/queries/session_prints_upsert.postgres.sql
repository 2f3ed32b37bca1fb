INSERT INTO session_prints (symbol, session_date, role, exchange, price, size, event_time)
SELECT symbol, session_date, role, exchange, price, size, event_time
FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::timestamptz[])
  AS batch (symbol, session_date, role, exchange, price, size, event_time)
ON CONFLICT (symbol, session_date, role, exchange) DO UPDATE SET
  price = excluded.price, size = excluded.size, event_time = excluded.event_time
WHERE (excluded.event_time, excluded.size, excluded.price)
    > (session_prints.event_time, session_prints.size, session_prints.price)
