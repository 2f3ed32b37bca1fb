INSERT INTO market_calendar (calendar, session_date, pre_open, open, close, post_close, kind, note)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
