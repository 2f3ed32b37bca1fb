SELECT name, set_hash, from_date, to_date FROM security_set_aliases
WHERE ($1::text = '' OR name = $1::text)
ORDER BY name, from_date
