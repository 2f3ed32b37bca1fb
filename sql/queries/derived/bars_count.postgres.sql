SELECT count(*) FROM {table}
WHERE "timestamp" >= to_timestamp($1::bigint) AND "timestamp" < to_timestamp($2::bigint)
