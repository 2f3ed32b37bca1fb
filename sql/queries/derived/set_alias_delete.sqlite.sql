DELETE FROM security_set_aliases WHERE name = ?1 AND from_date = ?2
