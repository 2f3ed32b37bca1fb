-- The newest session up to $1 of each symbol of the JSON list $2: a place in the key for each.
SELECT wanted.place - 1, newest.session_date
FROM jsonb_array_elements_text($2::jsonb) WITH ORDINALITY AS wanted (symbol, place)
CROSS JOIN LATERAL (
  SELECT d.session_date FROM daily_bars d
  WHERE d.symbol = wanted.symbol AND d.session_date <= $1::date
  ORDER BY d.session_date DESC LIMIT 1
) AS newest
