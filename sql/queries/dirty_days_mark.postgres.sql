-- Each marking changes the mark, even that of a writer whose clock is behind: what was read before it cannot clear it.
INSERT INTO dirty_days (day, marked_at)
SELECT day, $2::timestamptz
FROM unnest($1::date[]) AS batch (day)
ON CONFLICT (day) DO UPDATE SET
  marked_at = greatest(excluded.marked_at, dirty_days.marked_at + interval '1 microsecond')
