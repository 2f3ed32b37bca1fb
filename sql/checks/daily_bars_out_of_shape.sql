-- Days whose figures contradict each other.
SELECT symbol, session_date, 'figures contradict each other' AS problem
FROM daily_bars
WHERE NOT (low <= open AND open <= high AND low <= close AND close <= high)
   OR bars_rth < 0 OR (origin = 'minutes' AND bars_rth NOT BETWEEN 1 AND expected_bars)
   OR first_bar_ts > last_bar_ts OR adj_factor <= 0 OR revision < 1
   OR open_source NOT IN ('official', 'auction', 'first_rth_bar')
   OR close_source NOT IN ('official', 'auction', 'last_rth_bar') OR origin NOT IN ('minutes', 'import');
