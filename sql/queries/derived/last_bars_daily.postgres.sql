-- The newest session of each symbol of the JSON list whose last bar started before $2.
SELECT wanted.place - 1, extract(epoch FROM newest.last_bar_ts)::bigint
FROM jsonb_array_elements_text($1::jsonb) WITH ORDINALITY AS wanted (symbol, place)
CROSS JOIN LATERAL (
  SELECT d.last_bar_ts FROM daily_bars d
  WHERE d.symbol = wanted.symbol AND d.last_bar_ts < to_timestamp($2::bigint)
  ORDER BY d.session_date DESC LIMIT 1
) AS newest
