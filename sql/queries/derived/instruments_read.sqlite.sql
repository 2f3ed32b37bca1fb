SELECT symbol, calendar, feed, name, exchange, security_type, sector, industry, sub_industry, market_cap,
       is_active, first_seen_at, updated_at
FROM instruments
WHERE (?1 IS NULL OR symbol = ?1)
ORDER BY symbol
