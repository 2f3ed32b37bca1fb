INSERT INTO corporate_actions AS kept (symbol, ex_date, kind, numerator, denominator)
SELECT symbol, ex_date, 'split', numerator, denominator
FROM unnest($1::text[], $2::date[], $3::bigint[], $4::bigint[]) AS batch (symbol, ex_date, numerator, denominator)
ON CONFLICT (symbol, ex_date, kind) DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator
WHERE (excluded.numerator, excluded.denominator) IS DISTINCT FROM (kept.numerator, kept.denominator)
