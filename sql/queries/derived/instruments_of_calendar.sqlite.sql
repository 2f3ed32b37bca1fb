SELECT symbol FROM instruments
WHERE is_active AND coalesce(nullif(calendar, ''), ?2) = ?1
ORDER BY symbol
