-- {table}: each symbol is counted once and its bars with it.
SELECT count(*), coalesce(sum(bars), 0) FROM (
  SELECT symbol, count(*) AS bars FROM {table}
  WHERE "timestamp" >= to_timestamp($1::bigint) AND "timestamp" < to_timestamp($2::bigint)
    AND ($3::jsonb IS NULL OR symbol = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb))))
  GROUP BY symbol
) AS counted
