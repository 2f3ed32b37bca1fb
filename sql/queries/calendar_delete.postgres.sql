DELETE FROM market_calendar WHERE calendar = $1 AND session_date >= $2::date AND session_date <= $3::date
