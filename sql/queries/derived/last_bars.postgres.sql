-- A place in the index of each day's partition, newest first, for each symbol of the JSON list.
SELECT wanted.place - 1, extract(epoch FROM newest."timestamp")::bigint
FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY AS wanted (symbol, place)
CROSS JOIN LATERAL (
  SELECT b."timestamp" FROM {table} b
  WHERE b.symbol = wanted.symbol AND b."timestamp" >= to_timestamp($1::bigint)
    AND b."timestamp" < to_timestamp($3::bigint)
  ORDER BY b."timestamp" DESC LIMIT 1
) AS newest
