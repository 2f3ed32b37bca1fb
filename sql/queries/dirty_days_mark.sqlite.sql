-- Each marking changes the mark, even that of a writer whose clock is behind: what was read before it cannot clear it.
INSERT INTO dirty_days (day, marked_at)
VALUES (?1, ?2)
ON CONFLICT (day) DO UPDATE SET marked_at = max(excluded.marked_at, dirty_days.marked_at + 1)
