DROP TABLE {table}_{day}
