DELETE FROM watchlist_symbols
WHERE name = $1 AND symbol <> ALL (ARRAY(SELECT jsonb_array_elements_text($2::jsonb)))
