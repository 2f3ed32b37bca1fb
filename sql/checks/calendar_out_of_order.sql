-- Sessions whose instants are out of order.
SELECT calendar, session_date, 'instants out of order' AS problem
FROM market_calendar
WHERE NOT (pre_open <= open AND open < close AND close <= post_close);
