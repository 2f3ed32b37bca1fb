SELECT symbol, since, new_symbol FROM symbol_changes ORDER BY since, symbol
