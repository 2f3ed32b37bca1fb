INSERT INTO index_constituents AS kept (index_code, symbol, name, sector, is_active, first_seen_at)
VALUES (?1, ?2, ?3, ?4, 1, ?5)
ON CONFLICT (index_code, symbol) DO UPDATE SET
  name = coalesce(excluded.name, kept.name), sector = coalesce(excluded.sector, kept.sector),
  is_active = excluded.is_active, became_inactive_at = NULL
WHERE (coalesce(excluded.name, kept.name), coalesce(excluded.sector, kept.sector), excluded.is_active)
      IS DISTINCT FROM (kept.name, kept.sector, kept.is_active)
