INSERT INTO upload_marks (instance, sequence, updated_at) VALUES (?1, ?2, ?3)
ON CONFLICT (instance) DO UPDATE SET sequence = excluded.sequence, updated_at = excluded.updated_at
