DELETE FROM corporate_actions kept
USING unnest($1::text[], $2::date[]) AS gone (symbol, ex_date)
WHERE kept.symbol = gone.symbol AND kept.ex_date = gone.ex_date AND kept.kind = 'split'
