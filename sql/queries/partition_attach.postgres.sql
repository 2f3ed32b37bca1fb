ALTER TABLE price_bars ATTACH PARTITION {name} FOR VALUES FROM ('{from}') TO ('{to}')
