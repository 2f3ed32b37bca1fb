SELECT symbol FROM index_constituents WHERE is_active
UNION
SELECT symbol FROM watchlist_symbols
ORDER BY symbol
