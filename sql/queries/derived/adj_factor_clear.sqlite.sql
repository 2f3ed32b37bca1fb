-- Symbols whose splits were taken back.
UPDATE daily_bars SET adj_factor = 1, revision = revision + 1, computed_at = ?1
WHERE adj_factor <> 1 AND symbol NOT IN (SELECT symbol FROM corporate_actions)
