ALTER TABLE {table} ATTACH PARTITION {table}_{day} FOR VALUES FROM ('{from}') TO ('{to}')
