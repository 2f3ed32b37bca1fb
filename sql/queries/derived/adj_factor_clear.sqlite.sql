-- Symbols whose splits were taken back.
UPDATE daily_bars SET adj_factor = 1, revision = revision + 1, computed_at = ?1
WHERE adj_factor <> 1 AND symbol NOT IN (SELECT symbol FROM corporate_actions)
  -- of those that changed their names every period is written by the update before
  AND symbol NOT IN (SELECT symbol FROM symbol_changes UNION ALL SELECT new_symbol FROM symbol_changes)
