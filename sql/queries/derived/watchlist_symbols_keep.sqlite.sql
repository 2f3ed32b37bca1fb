DELETE FROM watchlist_symbols
WHERE name = ?1 AND symbol NOT IN (SELECT value FROM json_each(?2))
