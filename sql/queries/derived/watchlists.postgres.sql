SELECT w.name, (extract(epoch FROM w.created_at) * 1000000)::bigint, s.symbol
FROM watchlists w LEFT JOIN watchlist_symbols s ON s.name = w.name
ORDER BY w.name, s.symbol
