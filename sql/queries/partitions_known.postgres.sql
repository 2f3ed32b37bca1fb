SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS parents (name))
ORDER BY c.relname DESC
