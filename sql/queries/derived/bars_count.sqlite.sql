SELECT count(*) FROM {table} WHERE timestamp >= ?1 AND timestamp < ?2
