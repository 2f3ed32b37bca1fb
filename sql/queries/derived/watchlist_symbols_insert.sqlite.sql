INSERT INTO watchlist_symbols
  (name, symbol)
VALUES (?1, ?2)
ON CONFLICT (name, symbol) DO NOTHING
