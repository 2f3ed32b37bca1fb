INSERT INTO corporate_actions AS kept (symbol, ex_date, kind, numerator, denominator) VALUES (?1, ?2, 'split', ?3, ?4)
ON CONFLICT (symbol, ex_date, kind) DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator
WHERE (excluded.numerator, excluded.denominator) IS DISTINCT FROM (kept.numerator, kept.denominator)
