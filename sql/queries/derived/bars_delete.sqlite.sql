-- A mark means that a row came in after the day was archived.
DELETE FROM {table} WHERE timestamp >= ?1 AND timestamp < ?2 AND NOT EXISTS (SELECT 1 FROM dirty_days WHERE day = ?3)
