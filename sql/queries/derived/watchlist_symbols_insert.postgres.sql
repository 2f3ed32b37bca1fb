INSERT INTO watchlist_symbols
  (name, symbol)
SELECT name, symbol
FROM unnest($1::text[], $2::text[])
  AS batch (name, symbol)
ON CONFLICT (name, symbol) DO NOTHING
