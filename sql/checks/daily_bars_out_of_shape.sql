-- Days whose figures contradict each other. Official prices may lie outside the day's high and low, bars' prices not.
SELECT symbol, session_date, 'figures contradict each other' AS problem
FROM daily_bars
WHERE (open_source = 'first_rth_bar' AND NOT (low <= open AND open <= high))
   OR (close_source <> 'official' AND NOT (low <= close AND close <= high))
   OR bars_rth < 0 OR (origin = 'minutes' AND bars_rth NOT BETWEEN 1 AND expected_bars)
   OR first_bar_ts > last_bar_ts OR adj_factor <= 0 OR revision < 1
   OR open_source NOT IN ('official', 'auction', 'first_rth_bar')
   OR close_source NOT IN ('official', 'auction', 'last_rth_bar') OR origin NOT IN ('minutes', 'import');
