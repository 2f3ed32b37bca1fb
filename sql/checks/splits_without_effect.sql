-- Splits that change nothing: a row read from a file the wrong way.
SELECT symbol, ex_date, 'as many shares after as before' AS problem
FROM corporate_actions
WHERE numerator = denominator;
