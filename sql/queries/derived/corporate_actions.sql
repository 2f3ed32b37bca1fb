SELECT symbol, ex_date, kind, numerator, denominator FROM corporate_actions ORDER BY symbol, ex_date, kind
