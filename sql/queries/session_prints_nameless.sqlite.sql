-- A row of before ids were kept gives way to the same print with its id; a corrected one stood a microsecond later.
DELETE FROM session_prints
WHERE session_date = ?2 AND symbol = ?1 AND role = ?3 AND exchange = ?4 AND event_time IN (?5, ?5 + 1)
  AND print_id = '0'
