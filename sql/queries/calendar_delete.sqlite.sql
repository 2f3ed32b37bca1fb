DELETE FROM market_calendar WHERE calendar = ?1 AND session_date >= ?2 AND session_date <= ?3
