SELECT count(*) FROM pg_inherits
WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2)
