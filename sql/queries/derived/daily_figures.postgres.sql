-- What breadth and indicators read of every day: sessions $1 to $2 of all symbols.
SELECT d.symbol, d.session_date, d.open, d.high, d.low, d.close, d.volume_rth, d.is_final::integer, d.revision
FROM daily_bars d
WHERE d.session_date >= $1::date AND d.session_date <= $2::date
ORDER BY d.symbol, d.session_date
