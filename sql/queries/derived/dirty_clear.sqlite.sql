-- A mark made again since it was read stays.
DELETE FROM dirty_days WHERE day = ?1 AND marked_at <= ?2
