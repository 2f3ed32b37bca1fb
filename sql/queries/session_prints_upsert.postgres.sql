-- A row of before ids were kept gives way to the same print with its id; a corrected one stood a microsecond later.
WITH batch AS (
  SELECT symbol, session_date, role, exchange, price, size, event_time, print_id
  FROM unnest($1::text[], $2::date[], $3::text[], $4::text[], $5::numeric[], $6::numeric[], $7::timestamptz[],
              $8::numeric[]) AS given (symbol, session_date, role, exchange, price, size, event_time, print_id)
), nameless AS (
  DELETE FROM session_prints s USING batch b
  WHERE b.print_id <> 0 AND s.print_id = 0 AND s.symbol = b.symbol AND s.session_date = b.session_date
    AND s.role = b.role AND s.exchange = b.exchange
    AND s.event_time IN (b.event_time, b.event_time + interval '1 microsecond')
)
INSERT INTO session_prints (symbol, session_date, role, exchange, price, size, event_time, print_id)
SELECT symbol, session_date, role, exchange, price, size, event_time, print_id FROM batch
ON CONFLICT (symbol, session_date, role, exchange, event_time, print_id) DO UPDATE SET
  price = excluded.price, size = excluded.size
WHERE (excluded.size, excluded.price) > (session_prints.size, session_prints.price)
