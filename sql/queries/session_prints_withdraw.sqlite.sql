DELETE FROM session_prints
WHERE session_date = ?1 AND symbol = ?2 AND exchange = ?3 AND print_id = ?4
