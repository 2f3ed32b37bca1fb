DELETE FROM session_prints s
USING unnest($1::text[], $2::date[], $3::text[], $4::numeric[]) AS gone (symbol, session_date, exchange, print_id)
WHERE s.symbol = gone.symbol AND s.session_date = gone.session_date AND s.exchange = gone.exchange
  AND s.print_id = gone.print_id
