DELETE FROM watchlists WHERE name = ?1
