SELECT w.name, w.created_at, s.symbol
FROM watchlists w LEFT JOIN watchlist_symbols s ON s.name = w.name
ORDER BY w.name, s.symbol
