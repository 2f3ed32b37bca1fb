SELECT symbol, name, sector, is_active, first_seen_at, became_inactive_at
FROM index_constituents
WHERE index_code = ?1 AND (?2 = 1 OR is_active)
ORDER BY symbol
