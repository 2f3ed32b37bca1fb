-- Each marking changes the mark, even that of a writer whose clock is behind: what was read before it cannot clear it.
INSERT INTO dirty_days AS kept (day, marked_at)
VALUES ($1::date, 'epoch'::timestamptz + $2::bigint * interval '1 microsecond')
ON CONFLICT (day) DO UPDATE SET marked_at = greatest(excluded.marked_at, kept.marked_at + interval '1 microsecond')
