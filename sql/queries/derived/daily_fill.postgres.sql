SELECT session_date, count(*), sum(CASE WHEN is_final THEN 1 ELSE 0 END), sum(bars_rth), sum(expected_bars)
FROM daily_bars
WHERE session_date >= $1::date AND session_date <= $2::date
  AND ($3::jsonb IS NULL OR symbol = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb))))
  AND ($4::text IS NULL
       OR coalesce((SELECT nullif(i.calendar, '') FROM instruments i WHERE i.symbol = daily_bars.symbol), $5::text) = $4::text)
GROUP BY session_date
ORDER BY session_date
