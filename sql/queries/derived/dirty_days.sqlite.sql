SELECT day, marked_at FROM dirty_days ORDER BY day
