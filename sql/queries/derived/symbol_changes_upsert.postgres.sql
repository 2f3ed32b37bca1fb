INSERT INTO symbol_changes AS kept (symbol, since, new_symbol)
SELECT symbol, since, new_symbol FROM unnest($1::text[], $2::date[], $3::text[]) AS batch (symbol, since, new_symbol)
ON CONFLICT (symbol, since) DO UPDATE SET new_symbol = excluded.new_symbol
WHERE excluded.new_symbol IS DISTINCT FROM kept.new_symbol
