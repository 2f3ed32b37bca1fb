SELECT count(*) FROM "{table}"
