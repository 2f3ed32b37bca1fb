-- A factor is a figure of the day: what was computed from the day before it changed is of an older revision.
UPDATE daily_bars SET adj_factor = ?4, revision = revision + 1, computed_at = ?5
WHERE symbol = ?1 AND session_date >= ?2 AND session_date < ?3 AND adj_factor <> ?4
