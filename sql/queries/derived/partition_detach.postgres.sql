ALTER TABLE {table} DETACH PARTITION {table}_{day}
