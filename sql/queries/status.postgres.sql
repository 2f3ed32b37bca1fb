-- Newest bar by partition, newest first, so that one partition is read; rows by the planner's estimate.
SELECT (SELECT coalesce(sum(greatest(c.reltuples, 0)), 0)::bigint
        FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('price_bars')),
       (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = to_regclass('screener_alerts')),
       (SELECT count(*) FROM ingest_gaps WHERE "to" IS NULL),
       (SELECT coalesce(sum(pg_total_relation_size(i.inhrelid)), 0)::bigint
        FROM pg_inherits i WHERE i.inhparent = to_regclass('price_bars'))
         + pg_total_relation_size('screener_alerts') + pg_total_relation_size('event_log')
