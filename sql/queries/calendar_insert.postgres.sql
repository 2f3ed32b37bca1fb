INSERT INTO market_calendar (calendar, session_date, pre_open, open, close, post_close, kind, note)
SELECT $1, session_date, pre_open, open, close, post_close, kind, note
FROM unnest($2::date[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::text[], $8::text[])
  AS batch (session_date, pre_open, open, close, post_close, kind, note)
