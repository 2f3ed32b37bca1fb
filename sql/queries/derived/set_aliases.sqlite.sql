SELECT name, set_hash, from_date, to_date FROM security_set_aliases
WHERE (?1 = '' OR name = ?1)
ORDER BY name, from_date
