INSERT INTO security_set_aliases AS kept
  (name, set_hash, from_date, to_date)
VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (name, from_date) DO UPDATE SET
  set_hash = excluded.set_hash, to_date = excluded.to_date
WHERE (excluded.set_hash, excluded.to_date) IS DISTINCT FROM (kept.set_hash, kept.to_date)
