INSERT INTO session_prints (symbol, session_date, role, exchange, price, size, event_time, print_id)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (session_date, symbol, role, exchange, event_time, print_id) DO UPDATE SET
  price = excluded.price, size = excluded.size
WHERE (excluded.size, excluded.price) > (session_prints.size, session_prints.price)
