INSERT INTO session_prints (symbol, session_date, role, exchange, price, size, event_time)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (symbol, session_date, role, exchange) DO UPDATE SET
  price = excluded.price, size = excluded.size, event_time = excluded.event_time
WHERE (excluded.event_time, excluded.size, excluded.price)
    > (session_prints.event_time, session_prints.size, session_prints.price)
