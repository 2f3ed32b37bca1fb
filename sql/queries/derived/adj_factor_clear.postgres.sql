-- Symbols whose splits were taken back.
UPDATE daily_bars AS d
SET adj_factor = 1, revision = d.revision + 1,
    computed_at = 'epoch'::timestamptz + $1::bigint * interval '1 microsecond'
WHERE d.adj_factor <> 1 AND d.symbol NOT IN (SELECT symbol FROM corporate_actions)
  -- of those that changed their names every period is written by the update before
  AND d.symbol NOT IN (SELECT symbol FROM symbol_changes UNION ALL SELECT new_symbol FROM symbol_changes)
