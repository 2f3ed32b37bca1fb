-- Tables with their partitions, one level deep as ours are; row counts are the planner's.
SELECT c.relname, pg_total_relation_size(c.oid) + coalesce(sum(pg_total_relation_size(p.oid)), 0),
       greatest(c.reltuples, 0)::bigint + coalesce(sum(greatest(p.reltuples, 0)), 0)::bigint
FROM pg_class c
  LEFT JOIN pg_inherits i ON i.inhparent = c.oid
  LEFT JOIN pg_class p ON p.oid = i.inhrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.oid, c.relname, c.reltuples
ORDER BY c.relname
