SELECT symbol, name, sector, is_active, (extract(epoch FROM first_seen_at) * 1000000)::bigint,
       (extract(epoch FROM became_inactive_at) * 1000000)::bigint
FROM index_constituents
WHERE index_code = $1 AND ($2::bigint = 1 OR is_active)
ORDER BY symbol
