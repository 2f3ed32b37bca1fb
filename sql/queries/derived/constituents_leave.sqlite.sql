UPDATE index_constituents SET is_active = 0, became_inactive_at = ?3
WHERE index_code = ?1 AND is_active AND symbol NOT IN (SELECT value FROM json_each(?2))
