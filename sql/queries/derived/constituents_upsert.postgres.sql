INSERT INTO index_constituents AS kept (index_code, symbol, name, sector, is_active, first_seen_at)
SELECT index_code, symbol, name, sector, true, 'epoch'::timestamptz + $5::bigint * interval '1 microsecond'
FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS batch (index_code, symbol, name, sector)
ON CONFLICT (index_code, symbol) DO UPDATE SET
  name = coalesce(excluded.name, kept.name), sector = coalesce(excluded.sector, kept.sector),
  is_active = excluded.is_active, became_inactive_at = NULL
WHERE (coalesce(excluded.name, kept.name), coalesce(excluded.sector, kept.sector), excluded.is_active)
      IS DISTINCT FROM (kept.name, kept.sector, kept.is_active)
