SELECT symbol FROM instruments
WHERE is_active AND coalesce(nullif(calendar, ''), $2::text) = $1::text
ORDER BY symbol
