UPDATE index_constituents SET is_active = false,
  became_inactive_at = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
WHERE index_code = $1 AND is_active AND symbol <> ALL (ARRAY(SELECT jsonb_array_elements_text($2::jsonb)))
