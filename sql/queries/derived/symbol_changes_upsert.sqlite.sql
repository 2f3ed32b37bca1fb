INSERT INTO symbol_changes AS kept (symbol, since, new_symbol) VALUES (?1, ?2, ?3)
ON CONFLICT (symbol, since) DO UPDATE SET new_symbol = excluded.new_symbol
WHERE excluded.new_symbol IS DISTINCT FROM kept.new_symbol
