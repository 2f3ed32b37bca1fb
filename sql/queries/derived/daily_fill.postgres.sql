SELECT session_date, count(*), sum(CASE WHEN is_final THEN 1 ELSE 0 END), sum(bars_rth), sum(expected_bars)
FROM daily_bars
WHERE session_date >= $1::date AND session_date <= $2::date
  AND ($3::jsonb IS NULL OR symbol = ANY (ARRAY(SELECT jsonb_array_elements_text($3::jsonb))))
GROUP BY session_date
ORDER BY session_date
