SELECT day, (extract(epoch FROM marked_at) * 1000000)::bigint FROM dirty_days ORDER BY day
